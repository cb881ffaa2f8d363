#include "signing/container/AsicPackage.h"

#include <algorithm>
#include <set>

#include "signing/container/ContainerError.h"
#include "signing/container/EntryName.h"
#include "signing/xml/Document.h"
#include "signing/xml/Names.h"

namespace balalyk::signing {
namespace {

AsicType typeByMedia(std::string_view type) {
  if (type == kAsicEMediaType) return AsicType::extended;
  if (type == kAsicSMediaType) return AsicType::simple;
  constexpr std::size_t kMaxLength = 100;
  const bool readable =
      type.size() <= kMaxLength && std::ranges::all_of(type, [](char c) { return c > ' ' && c <= '~'; });
  if (!readable || !type.starts_with("application/")) throw ContainerError("containerMimetypeWrong");
  throw ContainerUnsupported("containerTypeUnsupported", {{"type", std::string{type}}});
}

// EN 319 162-1, A.1: the media type is where a look at the first bytes finds it.
const ZipEntry* mimetypeOf(const ZipArchive& archive, ContainerProfile profile) {
  for (const ZipEntry& entry : archive.entries()) {
    if (entryNameKey(entry.name) != kMimetypeName) continue;
    const bool placed = entry.name == kMimetypeName && entry.offset == 0 && entry.stored;
    if (!placed || (profile == ContainerProfile::own && !entry.plain)) throw ContainerError("containerMimetypeWrong");
    return &entry;
  }
  return nullptr;
}

// Which of the two it is when no media type says so: the comment, or else what only the simple one has (4.3.3.2).
AsicType typeByContent(const AsicPackage& package) {
  constexpr std::string_view kPrefix = "mimetype=";
  const std::string_view comment = package.archive.comment();
  if (comment.starts_with(kPrefix)) return typeByMedia(comment.substr(kPrefix.size()));
  const auto named = [](const std::vector<const ZipEntry*>& entries, std::string_view name) {
    return entries.size() == 1 && entries.front()->name == name;
  };
  const bool simple = package.dataFiles.size() == 1 && (named(package.signatures, "META-INF/signatures.xml") ||
                                                        named(package.timeStamps, "META-INF/timestamp.tst"));
  return simple ? AsicType::simple : AsicType::extended;
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

// A manifest lists the data files, all of them and nothing else. Folders, and what lies in META-INF, may be named too.
void checkManifest(AsicPackage& package, std::string_view manifest) {
  auto listed = listedFiles(manifest);
  std::erase_if(listed, [](const std::string& name) {
    return name.ends_with('/') || name.starts_with(kMetaFolder) || name == kMimetypeName;
  });
  for (const ZipEntry* file : package.dataFiles) {
    if (listed.erase(file->name) == 0) throw ContainerError("containerFileUnlisted");
  }
  package.missing.assign(listed.begin(), listed.end());
}

void sortEntries(AsicPackage& package, const ZipEntry* mimetype, const ZipEntry*& manifest) {
  for (const ZipEntry& entry : package.archive.entries()) {
    const std::string key = entryNameKey(entry.name);
    if (&entry == mimetype) continue;
    if (key != "meta-inf" && !key.starts_with("meta-inf/")) {
      package.dataFiles.push_back(&entry);
    } else if (!entry.name.starts_with(kMetaFolder)) {
      throw ContainerError("containerFileUnlisted");
    } else if (entry.name == kManifestName) {
      manifest = &entry;
    } else if (isMeta(entry.name, "signatures", ".xml")) {
      package.signatures.push_back(&entry);
    } else if (isMeta(entry.name, "/ASiCEvidenceRecordManifest", ".xml")) {
      package.evidenceManifests.push_back(&entry);
    } else if (isMeta(entry.name, "evidencerecord", ".ers")) {
      package.evidenceRecords.push_back(&entry);
    } else if (isMeta(entry.name, "ASiCManifest", ".xml") || isMeta(entry.name, "ASiCArchiveManifest", ".xml")) {
      package.timeStampManifests.push_back(&entry);
    } else if (isMeta(entry.name, "timestamp", ".tst")) {
      package.timeStamps.push_back(&entry);
    } else {
      package.unknown.push_back(&entry);
    }
  }
}

void checkCounts(const AsicPackage& package) {
  constexpr std::size_t kMaxSignatureFiles = 64, kMaxEvidenceFiles = 8;
  if (package.signatures.size() > kMaxSignatureFiles || package.evidenceRecords.size() > kMaxEvidenceFiles ||
      package.evidenceManifests.size() > kMaxEvidenceFiles || package.timeStamps.size() > kMaxEvidenceFiles ||
      package.timeStampManifests.size() > kMaxEvidenceFiles) {
    throw ContainerUnsupported("containerBeyondLimits");
  }
  if (package.dataFiles.empty()) throw ContainerError("containerFileMissing");
}

// What finish() and the upgrades of xades/ and evidence/ make, and no more.
void checkOwn(const AsicPackage& package) {
  const auto refuse = [](std::string rule) { throw ContainerError("containerNotOwn", {{"rule", std::move(rule)}}); };
  if (!package.deviations.empty()) refuse(package.deviations.front().code);
  if (!package.missing.empty()) throw ContainerError("containerFileMissing");
  if (!package.unknown.empty() || !package.timeStamps.empty() || !package.timeStampManifests.empty()) refuse("unknown");
  if (package.type != AsicType::extended) refuse("type");
}

}  // namespace

const ZipEntry* AsicPackage::findData(std::string_view name) const {
  const auto found = std::ranges::find_if(dataFiles, [&](const ZipEntry* file) { return file->name == name; });
  return found == dataFiles.end() ? nullptr : *found;
}

AsicPackage openAsic(std::string_view bytes, const ContainerLimits& limits, ContainerProfile profile) {
  AsicPackage package{.archive = readZip(bytes, limits, profile)};
  const ZipEntry* mimetype = mimetypeOf(package.archive, profile);
  const ZipEntry* manifest = nullptr;
  if (mimetype != nullptr) package.type = typeByMedia(mimetype->content);
  sortEntries(package, mimetype, manifest);
  checkCounts(package);
  if (mimetype == nullptr) {
    package.type = typeByContent(package);
    package.deviations.push_back({"containerMimetypePresent"});
  }
  if (manifest != nullptr) {
    checkManifest(package, manifest->content);
  } else if (package.type == AsicType::extended && !package.signatures.empty()) {
    throw ContainerError("containerManifestMissing");  // EN 319 162-1, 4.4.3.2; others refuse it too
  }
  if (profile == ContainerProfile::own) checkOwn(package);
  return package;
}

const AsicContents::Entry* AsicContents::find(std::string_view name) const {
  const auto found = std::ranges::find(entries, name, &Entry::name);
  return found == entries.end() ? nullptr : &*found;
}

AsicContents readAsic(std::string_view bytes, const ContainerLimits& limits, ContainerProfile profile) {
  const AsicPackage package = openAsic(bytes, limits, profile);
  AsicContents contents{package.type == AsicType::simple ? kAsicSMediaType : kAsicEMediaType, {}};
  for (const ZipEntry& entry : package.archive.entries()) {
    if (entry.name != kMimetypeName) contents.entries.push_back({entry.name, std::string{entry.content}});
  }
  return contents;
}

}  // namespace balalyk::signing
