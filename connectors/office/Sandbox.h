#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "connectors/office/OfficeSettings.h"

namespace balalyk {

// Bubblewrap around soffice: own user, process, network and IPC namespaces (so no network at all), the system
// read-only, of all other folders only those named here.
struct Sandbox {
  std::vector<std::filesystem::path> readable;
  std::vector<std::filesystem::path> writable;

  // The command that runs `arguments` inside.
  std::vector<std::string> wrap(const std::vector<std::string>& arguments) const;
  // Whether the settings allow it, bubblewrap is there, and this machine lets it make its namespaces: tries.
  static bool worksFor(const OfficeSettings& settings);
};

}  // namespace balalyk
