#include "connectors/portal/api/DocumentCalls.h"

#include <algorithm>
#include <optional>

#include "connectors/portal/api/DocumentJson.h"
#include "pipeline/actions/Regenerate.h"
#include "pipeline/casework/SendProtocols.h"
#include "pipeline/domain/TypedReason.h"
#include "pipeline/ports/ApiAnswers.h"
#include "pipeline/ports/DocumentStore.h"

namespace balalyk {
namespace {

using signing::JsonWriter;
using web::Response;

constexpr std::size_t kLongestReason = 1'000;
constexpr int kMostFound = 200;
constexpr std::string_view kXml = "application/xml";

Response answerOf(const ApiCall& call, const Document& document, int status = 200) {
  JsonWriter json(JsonWriter::Layout::compact);
  writeDocument(json, document, call);
  return apiAnswer(call, json.text(), "", status);
}

Response show(ApiCall& call) {
  return answerOf(call, documentOf(call));
}

// The frozen record, which is what was signed: with the people in it.
Response record(ApiCall& call) {
  const auto document = documentOf(call);
  if (hasTag(call.request(), document.recordDigest))
    return Response::data(std::string(kXml), "", 304).set("ETag", quotedTag(document.recordDigest));
  auto xml = call.database().archive().recordXml(document.id);
  if (!xml) throw ApiError(404, Problem{"documentNotFound", {{"document", document.id}}});
  return Response::data(std::string(kXml), *std::move(xml)).set("ETag", quotedTag(document.recordDigest));
}

Response fetched(const ApiCall& call, const StoredFile& file) {
  if (hasTag(call.request(), file.digest))
    return Response::data(file.mediaType, "", 304).set("ETag", quotedTag(file.digest));
  auto bytes = call.store().get(file.digest);
  if (!bytes) throw Error("storeDamaged", {{"digest", file.digest}});
  return Response::download(file.mediaType, *std::move(bytes), file.name).set("ETag", quotedTag(file.digest));
}

Response container(ApiCall& call) {
  const auto document = documentOf(call);
  if (!document.container) throw ApiError(404, Problem{"containerNone", {}});
  return fetched(call, *document.container);
}

// By its name without the ending: "protocol-ky". Drafts only: what was signed is in the container.
Response file(ApiCall& call) {
  const auto document = documentOf(call);
  const auto& stem = call.visit().parameter("file");
  const auto is = [&](const StoredFile& one) { return one.name.substr(0, one.name.rfind('.')) == stem; };
  const auto found = std::ranges::find_if(document.files, is);
  if (found == document.files.end()) throw ApiError(404, Problem{"fileNone", {}});
  if (document.state == State::published || document.state == State::superseded)
    throw ApiError(409, Problem{"fileInContainer", {}});
  return fetched(call, *found);
}

DocumentQuery queryFrom(const ApiBody& body) {
  DocumentQuery query{.number = body.text("number", 200),
                      .name = body.text("name", 400),
                      .from = body.date("from"),
                      .to = body.date("to"),
                      .commissionId = body.text("commission", 200)};
  query.withSuperseded = body.truth("withSuperseded").value_or(false);
  query.limit = body.number("limit", 1, kMostFound).value_or(50);
  try {
    if (const auto word = body.word("state")) query.state = stateFrom(*word);
  } catch (const Error&) {
    body.wrong("state");
  }
  try {
    if (const auto word = body.word("kind")) query.kind = kindFrom(*word);
  } catch (const Error&) {
    body.wrong("kind");
  }
  return query;
}

// A search by name is a POST: no name is in an address. Whom a document is about is said to who may read records.
Response search(ApiCall& call) {
  auto query =
      queryFrom(call.body({"number", "name", "from", "to", "commission", "state", "kind", "withSuperseded", "limit"}));
  std::vector<Document> found;
  if (call.token().everywhere || !query.commissionId.empty()) {
    if (query.commissionId.empty() || call.token().covers(query.commissionId))
      found = call.database().archive().find(query);
  } else {
    for (const auto& commission : call.token().commissions) {
      query.commissionId = commission;
      for (auto& document : call.database().archive().find(query)) found.push_back(std::move(document));
    }
    std::ranges::stable_sort(found, std::greater(), &Document::date);
    if (found.size() > static_cast<std::size_t>(query.limit)) found.resize(static_cast<std::size_t>(query.limit));
  }
  JsonWriter json(JsonWriter::Layout::compact);
  json.beginObject().key("documents").beginArray();
  for (const auto& document : found) {
    json.beginObject();
    if (call.token().has(ApiScope::records)) json.member("subject", document.subject);
    json.key("document");
    writeDocument(json, document, call);
    json.endObject();
  }
  return apiAnswer(call, json.endArray().endObject().text());
}

bool isLatest(const ApiCall& call, const Document& document) {
  const auto latest = call.database().archive().latest(document.source, document.sourceKey);
  return latest && latest->id == document.id;
}

ApiError notLatest(const Document& document) {
  return ApiError(409, Problem{"documentNotLatest", {{"document", document.id}}});
}

Response handed(const ApiCall& call, const std::vector<Handover>& handovers) {
  const auto& one = handovers.at(0);
  if (one.problem) throw ApiError(one.result.outcome == SendingOutcome::unknown ? 404 : 409, *one.problem);
  return answerOf(call, documentOf(call));
}

Response send(ApiCall& call) {
  const auto document = documentOf(call);
  return handed(call, SendProtocols(call.database(), call.commissions(), call.token().actor()).send({document.id}));
}

Response recall(ApiCall& call) {
  const auto document = documentOf(call);
  return handed(call, SendProtocols(call.database(), call.commissions(), call.token().actor()).recall({document.id}));
}

// Whatever was asked at once, by whomever: of a revision one new one is made.
Response regenerate(ApiCall& call) {
  const auto body = call.body({"reason"});
  const auto document = documentOf(call);
  const auto reason = typedReason(body.text("reason", kLongestReason));
  const auto id = call.newId();
  // Made by this very request, whose answer was lost.
  if (const auto made = call.database().archive().document(id); made && made->sourceKey == document.sourceKey)
    return answerOf(call, *made, 201);
  if (!isLatest(call, document)) throw notLatest(document);
  try {
    return answerOf(call, Regenerate(call.database()).run(document, reason, call.token().actor(), id), 201);
  } catch (const Error& error) {
    if (error.problem().code != "documentNotLatest") throw;
    throw notLatest(document);
  }
}

}  // namespace

void addDocumentCalls(web::Routes& routes, const ApiParts& parts) {
  const auto access = web::Access::token();
  const auto change = [&](const char* pattern, ApiScope scope, ApiHandler handler, Repeats repeats) {
    routes.add(web::Method::post, pattern, access, web::Takes::body,
               apiRoute(parts, scope, std::move(handler), repeats));
  };
  change("/api/v1/documents/search", ApiScope::find, search, Repeats::harmless);
  routes.get("/api/v1/documents/{id:id}", access, apiRoute(parts, ApiScope::records, show));
  routes.get("/api/v1/documents/{id:id}/record", access, apiRoute(parts, ApiScope::records, record));
  routes.get("/api/v1/documents/{id:id}/container", access, apiRoute(parts, ApiScope::containers, container));
  routes.get("/api/v1/documents/{id:id}/files/{file:id}", access, apiRoute(parts, ApiScope::containers, file));
  change("/api/v1/documents/{id:id}/send", ApiScope::send, send, Repeats::harmless);
  change("/api/v1/documents/{id:id}/recall", ApiScope::send, recall, Repeats::harmless);
  change("/api/v1/documents/{id:id}/regenerate", ApiScope::regenerate, regenerate, Repeats::refused);
}

}  // namespace balalyk
