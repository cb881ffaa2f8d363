#include "connectors/portal/api/DocumentJson.h"

#include "pipeline/domain/IsoDate.h"

namespace balalyk {
namespace {

using signing::JsonWriter;

void write(JsonWriter& json, const StoredFile& file) {
  json.beginObject().member("name", file.name).member("mediaType", file.mediaType).member("digest", file.digest);
  json.member("size", file.size).endObject();
}

void writeTime(JsonWriter& json, const char* name, const std::optional<Timestamp>& time) {
  json.key(name);
  time ? json.value(isoMoment(*time)) : json.value(nullptr);
}

}  // namespace

void writeDocument(JsonWriter& json, const Document& document, const ApiCall& call) {
  const auto& messages = call.visit().messages();
  json.beginObject().member("id", document.id).member("kind", toString(document.kind));
  json.member("source", toString(document.source)).member("record", document.sourceKey);
  json.member("revision", document.revision).member("commission", document.commissionId);
  json.member("chairperson", document.chairpersonId).member("number", document.number).key("date");
  document.date ? json.value(isoDate(*document.date)) : json.value(nullptr);
  json.member("synthetic", document.synthetic).member("state", toString(document.state));
  json.member("level", document.level).member("contentDigest", document.contentDigest);
  writeTime(json, "changedAt", document.changedAt);
  writeTime(json, "publishedAt", document.publishedAt);
  json.key("supersededBy");
  document.supersededBy.empty() ? json.value(nullptr) : json.value(document.supersededBy);
  json.member("reason", document.reason);
  for (const auto& [name, list] : {std::pair("problems", &document.problems), {"flags", &document.flags}}) {
    json.key(name).beginArray();
    for (const auto& problem : *list) writeProblem(json, problem, messages);
    json.endArray();
  }
  json.key("files").beginArray();
  for (const auto& file : document.files) write(json, file);
  json.endArray().key("container");
  document.container ? write(json, *document.container) : static_cast<void>(json.value(nullptr));
  json.endObject();
}

Document documentOf(const ApiCall& call) {
  const auto& id = call.visit().parameter("id");
  auto document = call.database().archive().document(id);
  if (!document || !call.token().covers(document->commissionId))
    throw ApiError(404, Problem{"documentNotFound", {{"document", id}}});
  return *std::move(document);
}

}  // namespace balalyk
