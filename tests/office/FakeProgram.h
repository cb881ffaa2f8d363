#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include "Sheets.h"
#include "connectors/office/Files.h"
#include "connectors/office/filler/Protocol.h"

// A folder with a soffice.bin that is a shell script. Beside it lies what the real one needs, should the script
// start it ($REAL), and the greeting of a filler ($GREETING).
class FakeProgram {
 public:
  explicit FakeProgram(const std::string& script)
      : folder_(std::filesystem::temp_directory_path() / ("office-fake-" + std::to_string(::getpid())) / "program") {
    std::filesystem::create_directories(folder_);
    const auto real = balalyk::OfficeSettings{}.program;
    for (const char* part : {"services.rdb", "services", "versionrc"})
      std::filesystem::create_symlink(real / part, folder_ / part);
    balalyk::filler::Reply ready;
    ready.officeVersion = "An office 1.0";
    answers("greeting", ready);
    balalyk::writeFile(folder_ / "soffice.bin",
                       "#!/bin/sh\nPATH=/usr/bin:/bin REAL=" + (real / "soffice.bin").string() +
                           " GREETING=" + (folder_ / "greeting").string() + "\n" + script + "\n");
    std::filesystem::permissions(folder_ / "soffice.bin", std::filesystem::perms::owner_all);
  }
  ~FakeProgram() { std::filesystem::remove_all(folder_.parent_path()); }
  FakeProgram(const FakeProgram&) = delete;
  FakeProgram& operator=(const FakeProgram&) = delete;

  // The script finds this reply beside $GREETING.
  void answers(const std::string& name, const balalyk::filler::Reply& reply) const {
    balalyk::writeFile(folder_ / name, balalyk::filler::encode(reply));
  }
  balalyk::OfficeSettings settings(int slots = 1) const {
    auto settings = sheets::settings(slots);
    settings.program = folder_;
    return settings;
  }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  const std::filesystem::path folder_;
};
