#pragma once

#include <filesystem>
#include <mutex>
#include <vector>

#include "connectors/office/FontSet.h"
#include "connectors/office/OfficeProcess.h"
#include "connectors/office/OfficeSettings.h"
#include "connectors/office/WorkFolder.h"

namespace balalyk {

// What one pool has in its work folder: its fonts, and a folder with a profile for each process started; and how its
// processes are started.
class Workplace {
 public:
  // `fonts` must outlive it. Throws Error officeMissing{file}, officeSandboxMissing, fileUnwritable{file}.
  Workplace(const OfficeSettings& settings, const FontSet& fonts);

  // A folder with a fresh profile. Throws ProcessFailure when none can be made.
  std::filesystem::path openInstance();
  Launch launch(const std::filesystem::path& instance) const;
  static void closeInstance(const std::filesystem::path& instance);
  // The end of what the process in this folder wrote; what cannot be read is left out.
  static std::string outputOf(const std::filesystem::path& instance, std::size_t limit);
  // Whether its disk has no room for a document's scratch files.
  bool full() const;
  bool sandboxed() const { return sandboxed_; }

 private:
  const OfficeSettings settings_;
  const FontSet& fonts_;
  const bool sandboxed_;
  WorkFolder folder_;
  std::filesystem::path fontsConfig_;
  std::vector<std::filesystem::path> preloaded_;
  std::mutex mutex_;
  int desks_ = 0;
};

}  // namespace balalyk
