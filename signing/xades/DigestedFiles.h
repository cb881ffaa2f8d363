#pragma once

#include <span>
#include <vector>

#include "signing/container/DataFile.h"
#include "signing/crypto/Digest.h"

namespace balalyk::signing {

// Files with their digests. They are owned and nobody can change them any more, so the digests are made once: finish()
// need not do again what prepare() did, which is much of what a signature takes beside the key's own work.
class DigestedFiles {
 public:
  DigestedFiles() = default;
  explicit DigestedFiles(std::vector<DataFile> files);
  std::span<const DataFile> files() const { return files_; }
  std::span<const Digest> digests() const { return digests_; }  // in the same order

 private:
  std::vector<DataFile> files_;
  std::vector<Digest> digests_;
};

}  // namespace balalyk::signing
