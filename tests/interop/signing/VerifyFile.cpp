// Verifies one file and writes the report as JSON; 0 when it passed. Usage: interop_verify ANCHORS FILE

#include <fstream>
#include <iostream>
#include <iterator>

#include "signing/validation/Validator.h"

using namespace balalyk::signing;

namespace {

std::string read(const char* file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    const Validator validator{TrustAnchors::fromPem(read(argv[1]))};
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto report = validator.verify(read(argv[2]), now);
    std::cout << toJson(report) << '\n';
    return report.passed() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 3;
  }
}
