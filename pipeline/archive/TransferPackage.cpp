#include "pipeline/archive/TransferPackage.h"

#include <algorithm>
#include <set>

#include "pipeline/archive/MetsXml.h"
#include "pipeline/archive/PremisXml.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/record/CanonicalXml.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr const char* kRepresentation = "representations/rep1/";
constexpr const char* kDescriptive = "metadata/descriptive/dc.xml";
constexpr const char* kPreservation = "metadata/preservation/premis.xml";
constexpr const char* kXml = "application/xml";
constexpr const char* kContainer = "application/vnd.etsi.asic-e+zip";

std::string dublinCore(const PackageOrigin& origin, const std::vector<ArchivedDocument>& documents) {
  std::set<std::string> commissions;
  std::optional<Date> first, last;
  for (const auto& one : documents) {
    commissions.insert(one.document.commissionName);
    if (!one.document.date) continue;
    first = std::min(first.value_or(*one.document.date), *one.document.date);
    last = std::max(last.value_or(*one.document.date), *one.document.date);
  }
  CanonicalXml xml;
  xml.open("simpledc", {{"xmlns:dc", "http://purl.org/dc/elements/1.1/"}});
  xml.text("dc:identifier", origin.name());
  xml.text("dc:title", "Signed protocols and lists of the preschool voucher");
  for (const auto& commission : commissions) xml.text("dc:creator", commission);
  xml.text("dc:publisher", origin.submitter);
  if (first) xml.text("dc:date", isoDate(*first) + "/" + isoDate(*last));
  xml.text("dc:type", "Text");
  xml.text("dc:format", kContainer);
  xml.text("dc:language", "ky");
  xml.text("dc:language", "ru");
  xml.text("dc:extent", std::to_string(documents.size()) + " documents");
  xml.close();
  return xml.take() + "\n";
}

MetsFile added(std::vector<PackageFile>& files, std::string name, std::string content, const char* mediaType) {
  auto described = MetsFile::of(name, mediaType, content);
  files.push_back({std::move(name), std::move(content)});
  return described;
}

// The submission package, its names seen from its folder.
std::vector<PackageFile> submissionPackage(const PackageOrigin& origin, const std::vector<ArchivedDocument>& documents,
                                           const std::vector<PackageFile>& documentation) {
  std::vector<PackageFile> files;
  const std::string folder = kRepresentation;
  MetsContent representation{.objectId = "rep1"}, package{.objectId = origin.name()};
  for (const auto& one : documents) {
    auto described = added(files, folder + "data/" + one.fileName(), one.container, kContainer);
    described.name.erase(0, folder.size());  // seen from the representation
    representation.data.push_back(std::move(described));
  }
  package.representations.push_back(added(files, folder + "METS.xml", metsXml(origin, representation), kXml));
  package.descriptive = kDescriptive;
  package.preservation = kPreservation;
  package.metadata = {added(files, package.descriptive, dublinCore(origin, documents), kXml),
                      added(files, package.preservation, premisXml(origin, documents, folder + "data/"), kXml)};
  for (const auto& one : documentation) {
    const auto* type = one.name.ends_with(".json") ? "application/json" : "application/timestamp-reply";
    package.documentation.push_back(added(files, "documentation/" + one.name, one.content, type));
  }
  added(files, "METS.xml", metsXml(origin, package), kXml);
  return files;
}

std::string digestLines(const std::vector<PackageFile>& files) {
  std::string lines;
  for (const auto& file : files) lines += signing::toHex(signing::sha256(file.content)) + "  " + file.name + "\n";
  return lines;
}

}  // namespace

std::vector<PackageFile> transferPackage(const PackageOrigin& origin, const std::vector<ArchivedDocument>& documents,
                                         const std::vector<PackageFile>& documentation) {
  auto payload = submissionPackage(origin, documents, documentation);
  std::uint64_t bytes = 0;
  for (auto& file : payload) {
    file.name = "data/" + origin.name() + "/" + file.name;
    bytes += file.content.size();
  }
  const auto info = "Source-Organization: " + origin.submitter + "\nExternal-Identifier: " + origin.name() +
                    "\nBagging-Date: " + stamped(origin.at).substr(0, 10) + "\nPayload-Oxum: " + std::to_string(bytes) +
                    "." + std::to_string(payload.size()) + "\nBag-Software-Agent: balalyk " + origin.version + "\n";
  std::vector<PackageFile> tags;
  added(tags, "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "");
  added(tags, "bag-info.txt", info, "");
  added(tags, "manifest-sha256.txt", digestLines(payload), "");
  added(tags, "tagmanifest-sha256.txt", digestLines(tags), "");
  std::ranges::move(payload, std::back_inserter(tags));
  for (auto& file : tags) file.name = origin.name() + "/" + file.name;
  return tags;
}

}  // namespace balalyk
