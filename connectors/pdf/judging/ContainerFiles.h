#pragma once

#include <zip.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace balalyk::judging {

// A container as libzip reads it: not by the first judge's reader, so that both must agree about every file's bytes.
class ContainerFiles {
 public:
  // Not open when the bytes are not a zip, or two of its entries have one name.
  explicit ContainerFiles(std::string_view bytes);

  bool isOpen() const { return archive_ != nullptr; }
  // What a signature may cover: no folder, and nothing of META-INF.
  bool isData(std::string_view name) const;
  // A file to be read to its end, which is where libzip compares the checksum; null when there is none.
  zip_file_t* open(std::string_view name) const;
  std::optional<std::string> read(std::string_view name) const;

 private:
  struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
  };
  std::unique_ptr<zip_t, Discard> archive_;
  std::map<std::string, zip_uint64_t, std::less<>> indices_;
};

}  // namespace balalyk::judging
