#include "signing/xades/DigestedFiles.h"

namespace balalyk::signing {

DigestedFiles::DigestedFiles(std::vector<DataFile> files) : files_(std::move(files)) {
  digests_.reserve(files_.size());
  for (const auto& file : files_) digests_.push_back(sha256(file.content));
}

}  // namespace balalyk::signing
