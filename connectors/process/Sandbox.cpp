#include "connectors/process/Sandbox.h"

#include <mutex>
#include <set>

#include "connectors/process/ConfinedProcess.h"

namespace balalyk {

namespace {

constexpr const char* kBubblewrap = "/usr/bin/bwrap";

constexpr std::chrono::seconds kPatience{10};

bool tried(const std::filesystem::path& shim) {
  try {
    ConfinedProcess trial({shim, Sandbox{}.wrap({"/usr/bin/true"}), {}, "/", "/dev/null"});
    return trial.exitCode(ConfinedProcess::Clock::now() + kPatience) == 0;
  } catch (const ProcessFailure&) {
    return false;
  }
}

}  // namespace

std::vector<std::string> Sandbox::wrap(const std::vector<std::string>& arguments) const {
  // bubblewrap itself sets «no new privileges» and needs no --new-session: ConfinedProcess has made one, without
  // terminal.
  std::vector<std::string> command{kBubblewrap,
                                   "--unshare-all",
                                   "--unshare-user",
                                   "--disable-userns",
                                   "--die-with-parent",
                                   "--cap-drop",
                                   "ALL",
                                   "--ro-bind",
                                   "/usr",
                                   "/usr"};
  for (const char* link : {"bin", "lib", "lib64", "sbin"}) {
    command.insert(command.end(), {"--symlink", std::string("usr/") + link, std::string("/") + link});
  }
  for (const char* part : {"/etc/libreoffice", "/etc/ld.so.cache", "/var/lib/libreoffice"}) {
    command.insert(command.end(), {"--ro-bind-try", part, part});
  }
  command.insert(command.end(), {"--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"});
  for (const auto& folder : readable) command.insert(command.end(), {"--ro-bind", folder, folder});
  for (const auto& folder : writable) command.insert(command.end(), {"--bind", folder, folder});
  command.push_back("--");
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

bool Sandbox::worksFor(SandboxPolicy policy, const std::filesystem::path& shim) {
  if (policy == SandboxPolicy::off) return false;
  // The office and each pool of helpers ask as they start, one after another. What this host can do it can do as long
  // as this process lives; what it cannot is tried again.
  static std::mutex mutex;
  static std::set<std::filesystem::path> works;
  const std::lock_guard lock(mutex);
  if (works.contains(shim)) return true;
  if (!tried(shim)) return false;
  works.insert(shim);
  return true;
}

}  // namespace balalyk
