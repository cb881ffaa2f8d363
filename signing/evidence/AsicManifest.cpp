#include "signing/evidence/AsicManifest.h"

#include <set>

#include "signing/container/EntryName.h"
#include "signing/crypto/Base64.h"
#include "signing/evidence/EvidenceRecord.h"
#include "signing/xml/Document.h"
#include "signing/xml/Names.h"

namespace balalyk::signing {
namespace {

[[noreturn]] void refuse(const char* reason) {
  throw EvidenceError("evidenceManifestUnreadable", {{"reason", reason}});
}

AsicManifest::Reference readReference(const xmlNode* node) {
  const auto uri = xml::attribute(node, "URI");
  const xmlNode* method = xml::child(node, xml::kDs, "DigestMethod");
  const xmlNode* value = xml::child(node, xml::kDs, "DigestValue");
  if (!uri || method == nullptr || value == nullptr) refuse("reference");
  const auto algorithm = xml::attribute(method, "Algorithm");
  const auto digest = fromBase64(xml::trimmed(value));
  AsicManifest::Reference reference{entryNameFromUri(*uri), algorithm.value_or(""), digest.value_or("")};
  if (reference.name.empty() || reference.digest.empty()) refuse("reference");
  return reference;
}

}  // namespace

AsicManifest readAsicManifest(std::string_view content) {
  const auto document = xml::Document::parse(content, {.bytes = std::size_t{1} << 20, .depth = 8});
  if (!xml::is(document.root(), xml::kAsic, "ASiCManifest")) refuse("root");
  AsicManifest manifest;
  std::set<std::string> names;
  for (const xmlNode* node : xml::children(document.root())) {
    if (xml::is(node, xml::kAsic, "SigReference")) {
      if (!manifest.proof.empty()) refuse("two records");
      manifest.proof = entryNameFromUri(xml::attribute(node, "URI").value_or(""));
    } else if (xml::is(node, xml::kAsic, "DataObjectReference")) {
      manifest.files.push_back(readReference(node));
      if (!names.insert(manifest.files.back().name).second) refuse("file named twice");
    } else if (!xml::is(node, xml::kAsic, "ASiCManifestExtensions")) {
      refuse("element");
    }
  }
  if (manifest.proof.empty()) refuse("no record");
  return manifest;
}

}  // namespace balalyk::signing
