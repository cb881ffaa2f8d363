#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "connectors/files/FileDescriptor.h"
#include "signing/crypto/Digest.h"

namespace balalyk::web {

// A file that came with a form, kept in a private folder while its request lasts. Nobody has looked into it: it is
// parsed in the confined helper only.
class Upload {
 public:
  // Begins an empty file (0600) in the folder. Throws HttpError 503 uploadNotKept when it cannot be written there.
  Upload(const std::filesystem::path& folder, std::string field, std::string name);
  ~Upload();  // the file is gone
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  void append(std::string_view bytes);  // throws as the constructor
  void finish();                        // after the last append

  const std::string& field() const { return field_; }
  const std::string& name() const { return name_; }  // as the browser called it, without folders: to be shown only
  const std::filesystem::path& file() const { return file_; }
  std::uint64_t size() const { return size_; }
  const std::string& digest() const { return digest_; }  // SHA-256, hex

 private:
  const std::string field_;
  const std::string name_;
  std::filesystem::path file_;
  FileDescriptor descriptor_;
  signing::Sha256 sha256_;
  std::uint64_t size_ = 0;
  std::string digest_;
};

// A folder that only this process's user can look into; what a killed process left in it is removed. Throws Error
// uploadFolderUnusable{folder}.
void prepareUploadFolder(const std::filesystem::path& folder);

}  // namespace balalyk::web
