#include "pipeline/archive/ArchiveManifest.h"

#include "pipeline/domain/IsoDate.h"
#include "signing/JsonWriter.h"
#include "signing/Time.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

std::string archiveManifest(const std::vector<ArchivedDocument>& documents, Timestamp at) {
  signing::JsonWriter json;
  json.beginObject().member("made", signing::toIso(std::chrono::floor<std::chrono::seconds>(at)));
  json.member("digestAlgorithm", "SHA-256").key("documents").beginArray();
  for (const auto& one : documents) {
    const auto& document = one.document;
    json.beginObject().member("file", one.fileName());
    json.member("digest", signing::toHex(signing::sha256(one.container)));
    json.member("size", static_cast<std::uint64_t>(one.container.size())).member("evidence", one.sealed);
    json.member("document", document.id).member("kind", toString(document.kind)).member("number", document.number);
    json.member("date", document.date ? isoDate(*document.date) : "").member("commission", document.commissionId);
    json.member("revision", document.revision).member("state", toString(document.state));
    json.member("level", document.level).member("containerDigest", document.container->digest);
    json.member("recordDigest", document.recordDigest);
    json.member("supersededBy", document.supersededBy).endObject();
  }
  return json.endArray().endObject().text() + "\n";
}

}  // namespace balalyk
