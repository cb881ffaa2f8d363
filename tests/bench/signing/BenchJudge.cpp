// What the second judge costs a document, beside the first. Usage:  bench_judge KEYRING SHIM HELPER SECONDS 3< password
//
// Containers as bench_signing makes them. One at a time, from the question to the verdict: milliseconds of the clock,
// and of a processor in this process and in the helper together; the least and the median.

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "connectors/pdf/XmlsecJudge.h"
#include "signing/keys/Pkcs12Key.h"
#include "signing/validation/Validator.h"
#include "signing/xades/PreparedSignature.h"

using namespace balalyk;
using namespace balalyk::signing;
using Stopwatch = std::chrono::steady_clock;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kFileBytes = 40'000;

std::string read(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string signedBy(SigningKey& key) {
  const DigestedFiles files({{"protocol.pdf", "application/pdf", "%PDF-1.7\n" + std::string(kFileBytes, 'x')},
                             {"record.xml", "application/xml", "<record id=\"1\"/>"}});
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto prepared = prepare(files, key.certificate(), key.chain(), {.signingTime = now, .role = "Төрага"});
  const Digest digest = digestToSign(prepared);
  return finish(prepared, files, key.sign({&digest, 1}).front());
}

// Nanoseconds of a processor, of what runs below a process; by the kernel's count.
std::uint64_t processorBelow(const std::string& pid) {
  std::uint64_t sum = 0;
  for (const auto& thread : fs::directory_iterator("/proc/" + pid + "/task")) {
    std::ifstream children{thread.path() / "children"};
    for (std::string child; children >> child;) {
      std::uint64_t own = 0;
      std::ifstream{"/proc/" + child + "/schedstat"} >> own;
      sum += own + processorBelow(child);
    }
  }
  return sum;
}

std::uint64_t processorHere() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(time.tv_nsec);
}

double middle(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

// The lowest of many short runs is what it costs where nothing else wants the machine.
template <class Work>
void measure(const std::string& what, double seconds, const Work& work) {
  constexpr int kRun = 50;
  const auto processor = [] { return processorHere() + processorBelow("self"); };
  work();  // what is made once
  std::vector<double> clock, used;
  const auto end = Stopwatch::now() + std::chrono::duration<double>(seconds);
  while (Stopwatch::now() < end) {
    const auto before = processor();
    for (int i = 0; i < kRun; ++i) {
      const auto start = Stopwatch::now();
      work();
      clock.push_back(std::chrono::duration<double, std::milli>(Stopwatch::now() - start).count());
    }
    used.push_back(static_cast<double>(processor() - before) / 1e6 / kRun);
  }
  std::cout << fmt::format("{:32} {:8.3f} {:8.3f} {:10.3f} {:8.3f}\n", what, std::ranges::min(clock), middle(clock),
                           std::ranges::min(used), middle(used));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  try {
    const Secret password = Secret::fromFileDescriptor(3);
    const fs::path keyring = argv[1];
    const Validator validator{TrustAnchors::fromPem(read(keyring / "anchors.pem"))};
    const double seconds = std::stod(argv[4]);
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    XmlsecJudge judge({.shim = argv[2], .helper = argv[3], .sandbox = SandboxPolicy::whenPossible});
    std::cout << fmt::format("{:32} {:>17} {:>19}\n", "milliseconds a document", "clock: least, mid",
                             "processor: least, mid");
    for (const char* member : {"rsa2048", "p256"}) {
      const auto container = signedBy(*Pkcs12Key::open(keyring / (std::string{member} + ".p12"), password));
      const auto report = validator.verify(container, now);
      measure(fmt::format("{} first judge (ours)", member), seconds, [&] { validator.verify(container, now); });
      measure(fmt::format("{} second judge (xmlsec1)", member), seconds, [&] {
        const auto verdicts = judge.judge(container, report);
        if (verdicts.front().kind != SecondVerdict::Kind::accepted) throw std::runtime_error(verdicts.front().reason);
      });
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
