#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace balalyk {

// Whether a process is confined by bubblewrap: no network, a read-only system, nothing of the disk but what it is
// given.
enum class SandboxPolicy {
  required,      // no bubblewrap or no user namespaces: it is not started
  whenPossible,  // without it the process runs unconfined
  off,
};

// Bubblewrap around a process: own user, process, network and IPC namespaces (so no network at all), the system
// read-only, of all other folders only those named here.
struct Sandbox {
  std::vector<std::filesystem::path> readable;
  std::vector<std::filesystem::path> writable;

  // The command that runs `arguments` inside.
  std::vector<std::string> wrap(const std::vector<std::string>& arguments) const;
  // Whether the policy allows it, bubblewrap is there, and this machine lets it make its namespaces: tries.
  static bool worksFor(SandboxPolicy policy, const std::filesystem::path& shim);
};

}  // namespace balalyk
