#pragma once

#include <cstddef>
#include <filesystem>

#include "connectors/files/FileDescriptor.h"
#include "signing/crypto/Secret.h"

namespace balalyk {

// A file that holds a secret: a password, a key, credentials. Opened once; what others may read is not used.
class PrivateFile {
 public:
  enum class State {
    readable,
    missing,  // not there, or it may not be read
    exposed,  // a regular file that everybody on this host may read
  };

  explicit PrivateFile(const std::filesystem::path& path);
  State state() const { return state_; }
  int descriptor() const { return file_.get(); }

  // All of it; nothing beyond `most` bytes is read.
  signing::Secret read(std::size_t most) const;

 private:
  FileDescriptor file_;
  State state_;
};

}  // namespace balalyk
