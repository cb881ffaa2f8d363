#include "ProcessorTime.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

namespace balalyk::bench {

double ownProcessorTime() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto milliseconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
  };
  return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

double serverProcessorTime() {
  const char* server = std::getenv("SERVER_PID");
  if (!server) return 0;
  double ticks = 0;
  for (const auto& process : std::filesystem::directory_iterator("/proc")) {
    if (!std::isdigit(static_cast<unsigned char>(process.path().filename().string().front()))) continue;
    std::ifstream file(process.path() / "stat");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto end = text.rfind(") ");
    if (end == std::string::npos) continue;
    std::istringstream fields(text.substr(end + 2));
    const std::vector<std::string> field{std::istream_iterator<std::string>(fields), {}};
    const bool itself = process.path().filename() == server;
    if (field.size() < 16 || (!itself && field[1] != server)) continue;
    ticks += std::stod(field[11]) + std::stod(field[12]);
    if (itself) ticks += std::stod(field[13]) + std::stod(field[14]);
  }
  return ticks * 1'000 / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace balalyk::bench
