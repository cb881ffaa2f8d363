#pragma once

#include <string>
#include <vector>

#include "pipeline/domain/Date.h"

namespace balalyk {

struct PackageFile {
  std::string name;  // with its folders: "data/METS.xml"
  std::string content;
};

// Who hands a package over, and when.
struct PackageOrigin {
  std::string id;         // UUID: the package's name is "balalyk-" and it
  std::string submitter;  // the code by which the archive knows who sends it
  std::string version;    // of this program
  Timestamp at{};

  std::string name() const { return "balalyk-" + id; }
};

std::string stamped(Timestamp at);  // "2026-11-30T00:15:00Z"

}  // namespace balalyk
