#include "pipeline/stages/DocumentFiles.h"

#include <algorithm>
#include <iterator>

#include "signing/SigningError.h"
#include "signing/container/AsicPackage.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

using signing::DataFile;

// `container` may be of a form that a later version of this program no longer writes: the digest is what counts.
std::string fileIn(const std::string& container, const StoredFile& file) {
  try {
    const auto package = signing::openAsic(container, {}, signing::ContainerProfile::foreign);
    const auto* entry = package.findData(file.name);
    if (entry != nullptr && signing::toHex(signing::sha256(entry->content)) == file.digest)
      return std::string(entry->content);
  } catch (const signing::SigningError&) {
  }
  throw Error("storeDamaged", {{"digest", file.digest}});
}

}  // namespace

std::optional<std::string> contentOf(const Document& document, const StoredFile& file, const DocumentStore& store) {
  if (auto content = store.get(file.digest)) return content;
  if (!document.container || document.container->digest == file.digest) return std::nullopt;
  const auto container = store.get(document.container->digest);
  if (!container) return std::nullopt;
  return fileIn(*container, file);
}

std::vector<StoredFile> heldByContainer(const Document& document) {
  std::vector<StoredFile> held;
  if (!document.container || document.kind == Kind::mealUpload) return held;
  std::ranges::copy_if(document.files, std::back_inserter(held), [&](const StoredFile& file) {
    return file.mediaType == "application/pdf" && file.digest != document.container->digest;
  });
  return held;
}

std::vector<DataFile> containerFiles(const Document& document, const std::string& recordXml,
                                     const DocumentStore& store) {
  std::vector<DataFile> files;
  for (const auto& file : document.files) {
    auto content = contentOf(document, file, store);
    if (!content) throw StageError(Disposition::quarantined, {"fileMissing", {{"file", file.name}}});
    files.push_back({file.name, file.mediaType, std::move(*content)});
  }
  files.push_back({"record.xml", "application/xml", recordXml});
  return files;
}

}  // namespace balalyk
