#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "signing/container/AsicReader.h"

namespace balalyk::signing {

struct ZipEntry {
  std::string name;
  std::string_view content;  // in the archive's own bytes when stored
  bool stored = true;
  bool plain = true;  // no extra field in either header, no comment, no data descriptor
  std::size_t offset = 0;
};

// The entries of a zip without those of folders, in the order of their bytes. Content lives as long as this object and
// the bytes it was read from.
class ZipArchive {
 public:
  const std::vector<ZipEntry>& entries() const { return entries_; }
  std::string_view comment() const { return comment_; }

 private:
  friend ZipArchive readZip(std::string_view bytes, const ContainerLimits& limits, ContainerProfile profile);
  std::vector<ZipEntry> entries_;
  std::string_view comment_;
  std::deque<std::string> inflated_;
};

// Reads a zip of which every byte is accounted for: entries follow one another from the first byte to the central
// directory, which ends at the end record, which ends the file; both headers of an entry say the same. Comments are
// looked at by nobody. Throws ContainerError.
ZipArchive readZip(std::string_view bytes, const ContainerLimits& limits,
                   ContainerProfile profile = ContainerProfile::own);

}  // namespace balalyk::signing
