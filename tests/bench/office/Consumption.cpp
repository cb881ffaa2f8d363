#include "Consumption.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

namespace {

struct Process {
  long parent = 0;
  std::string name;
  double seconds = 0, megabytes = 0;
};

// proc(5): state and parent are the third and fourth field, user and system time the 14th and 15th, resident pages the
// 24th; the name before them is in brackets and may hold anything.
Process readProcess(const std::filesystem::path& folder) {
  Process process;
  std::ifstream file(folder / "stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto open = text.find('('), close = text.rfind(')');
  if (close == std::string::npos) return process;
  process.name = text.substr(open + 1, close - open - 1);
  std::istringstream rest(text.substr(close + 1));
  std::string field;
  static const double tick = double(::sysconf(_SC_CLK_TCK)), page = double(::sysconf(_SC_PAGESIZE)) / (1 << 20);
  for (int number = 3; number <= 24 && rest >> field; ++number) {
    if (number == 4) process.parent = std::stol(field);
    if (number == 14 || number == 15) process.seconds += std::stod(field) / tick;
    if (number == 24) process.megabytes = std::stod(field) * page;
  }
  return process;
}

}  // namespace

Consumption Consumption::ofThisAndItsChildren() {
  std::map<long, Process> processes;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") == std::string::npos)
      processes[std::stol(name)] = readProcess(entry.path());
  }
  Consumption sum;
  for (const auto& [pid, process] : processes) {
    if (pid == ::getpid()) {
      sum.ownSeconds = process.seconds;
      sum.ownMegabytes = process.megabytes;
      continue;
    }
    long ancestor = process.parent;
    while (ancestor > 1 && ancestor != ::getpid() && processes.contains(ancestor))
      ancestor = processes[ancestor].parent;
    if (ancestor != ::getpid()) continue;
    sum.officeSeconds += process.seconds;
    sum.largestOfficeMegabytes = std::max(sum.largestOfficeMegabytes, process.megabytes);
  }
  return sum;
}
