#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace balalyk::signing {

// Writes a zip of stored entries, all of the same fixed time (1980-01-01), without extra fields or comments: the same
// entries in the same order give the same bytes. Names must be acceptable (see EntryName.h) and unique.
class StoredZipWriter {
 public:
  explicit StoredZipWriter(std::size_t expectedBytes = 0);
  void add(std::string_view name, std::string_view content);  // throws SignatureInputError fileTooLarge
  std::string finish();

 private:
  std::string bytes_;
  std::string directory_;
  std::uint32_t entries_ = 0;
};

}  // namespace balalyk::signing
