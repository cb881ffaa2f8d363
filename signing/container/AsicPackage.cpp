#include "signing/container/AsicPackage.h"

#include <algorithm>
#include <set>

#include "signing/container/ContainerError.h"
#include "signing/container/EntryName.h"
#include "signing/xml/Document.h"
#include "signing/xml/Names.h"

namespace balalyk::signing {
namespace {

AsicType typeOf(const ZipArchive& archive) {
  if (archive.entries().empty()) throw ContainerError("containerMimetypeWrong");
  const ZipEntry& first = archive.entries().front();
  if (first.name != kMimetypeName || !first.stored || !first.plain) throw ContainerError("containerMimetypeWrong");
  if (first.content == kAsicEMediaType) return AsicType::extended;
  if (first.content == kAsicSMediaType) return AsicType::simple;
  throw ContainerError("containerMimetypeWrong");
}

bool isMeta(std::string_view name, std::string_view part, std::string_view ending) {
  return name.starts_with(kMetaFolder) && name.ends_with(ending) && name.find(part) != std::string_view::npos &&
         name.find('/', kMetaFolder.size()) == std::string_view::npos;
}

std::set<std::string> listedFiles(std::string_view manifest) {
  std::set<std::string> names;
  try {
    const auto document = xml::Document::parse(manifest, {.bytes = std::size_t{1} << 20, .depth = 8});
    if (!xml::is(document.root(), xml::kManifest, "manifest")) throw ContainerError("containerManifestWrong");
    for (const xmlNode* entry : xml::children(document.root())) {
      const auto path = xml::attribute(entry, "full-path", xml::kManifest);
      if (!xml::is(entry, xml::kManifest, "file-entry") || !path || !names.insert(*path).second) {
        throw ContainerError("containerManifestWrong");
      }
    }
  } catch (const xml::XmlError& error) {
    throw ContainerError("containerManifestWrong", {{"reason", error.code()}});
  }
  return names;
}

// A manifest is optional; when it is there it lists the data files, all of them and nothing else.
void checkManifest(const AsicPackage& package, std::string_view manifest) {
  auto listed = listedFiles(manifest);
  listed.erase("/");
  for (const ZipEntry* file : package.dataFiles) {
    if (listed.erase(file->name) == 0) throw ContainerError("containerFileUnlisted");
  }
  if (!listed.empty()) throw ContainerError("containerFileMissing");
}

}  // namespace

const ZipEntry* AsicPackage::findData(std::string_view name) const {
  const auto found = std::ranges::find_if(dataFiles, [&](const ZipEntry* file) { return file->name == name; });
  return found == dataFiles.end() ? nullptr : *found;
}

AsicPackage openAsic(std::string_view bytes, const ContainerLimits& limits) {
  AsicPackage package{.archive = readZip(bytes, limits)};
  package.type = typeOf(package.archive);
  const ZipEntry* manifest = nullptr;
  for (const ZipEntry& entry : package.archive.entries()) {
    const std::string key = entryNameKey(entry.name);
    if (&entry == &package.archive.entries().front()) continue;
    if (key != "meta-inf" && !key.starts_with("meta-inf/")) {
      package.dataFiles.push_back(&entry);
    } else if (entry.name == kManifestName) {
      manifest = &entry;
    } else if (isMeta(entry.name, "signatures", ".xml")) {
      package.signatures.push_back(&entry);
    } else if (isMeta(entry.name, "/ASiCEvidenceRecordManifest", ".xml")) {
      package.evidenceManifests.push_back(&entry);
    } else if (isMeta(entry.name, "evidencerecord", ".ers")) {
      package.evidenceRecords.push_back(&entry);
    } else {
      throw ContainerError("containerFileUnlisted");
    }
  }
  constexpr std::size_t kMaxSignatureFiles = 64, kMaxEvidenceFiles = 8;
  if (package.signatures.size() > kMaxSignatureFiles || package.evidenceRecords.size() > kMaxEvidenceFiles ||
      package.evidenceManifests.size() > kMaxEvidenceFiles)
    throw ContainerError("containerTooLarge");
  if (package.dataFiles.empty()) throw ContainerError("containerFileMissing");
  if (manifest != nullptr) checkManifest(package, manifest->content);
  return package;
}

const AsicContents::Entry* AsicContents::find(std::string_view name) const {
  const auto found = std::ranges::find(entries, name, &Entry::name);
  return found == entries.end() ? nullptr : &*found;
}

AsicContents readAsic(std::string_view bytes, const ContainerLimits& limits) {
  const AsicPackage package = openAsic(bytes, limits);
  AsicContents contents;
  for (const ZipEntry& entry : package.archive.entries()) {
    if (entry.name != kMimetypeName) contents.entries.push_back({entry.name, std::string{entry.content}});
  }
  return contents;
}

}  // namespace balalyk::signing
