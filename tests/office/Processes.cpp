#include "Processes.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <string>

namespace processes {

namespace {

std::optional<Process> read(int pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string text(4096, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));  // it may be gone by now
  text.resize(static_cast<std::size_t>(in.gcount()));
  const auto afterName = text.rfind(')');  // the name may hold anything
  if (afterName == std::string::npos) return std::nullopt;
  std::istringstream rest(text.substr(afterName + 1));
  Process process{.pid = pid};
  rest >> process.state >> process.parent;
  std::string skipped;
  for (int i = 0; i < 9; ++i) rest >> skipped;
  std::uint64_t user = 0, system = 0;
  rest >> user >> system;
  process.ticks = user + system;
  for (int i = 0; i < 6; ++i) rest >> skipped;
  rest >> process.started;
  return process;
}

}  // namespace

std::vector<Process> all() {
  std::vector<Process> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (const auto process = read(std::stoi(name))) found.push_back(*process);
  }
  return found;
}

std::vector<Process> descendants(int root) {
  const auto everyone = all();
  std::set<int> family{root};
  std::vector<Process> found;
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& process : everyone) {
      if (family.contains(process.parent) && family.insert(process.pid).second) {
        found.push_back(process);
        grown = true;
      }
    }
  }
  return found;
}

bool exists(const Process& process) {
  const auto now = read(process.pid);
  return now && now->started == process.started;
}

std::uint64_t ticksOf(int pid) {
  const auto process = read(pid);
  return process ? process->ticks : 0;
}

}  // namespace processes
