#include "connectors/portal/api/BatchCalls.h"

#include "connectors/texts/ProblemText.h"
#include "pipeline/casework/ConfirmBatch.h"
#include "pipeline/casework/ReviewInbox.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/problems/Problems.h"
#include "signing/SigningError.h"

namespace balalyk {
namespace {

using signing::JsonWriter;
using web::Response;

constexpr std::size_t kMostDocuments = 1'000, kLongestPassword = 1'024;

// Whose the token is, as it is now: who is no chairperson any more authorises nothing by a token either.
Account chairperson(const ApiCall& call) {
  auto account = call.database().accounts().account(call.token().accountId);
  if (account) std::erase_if(account->grants, [&](const Grant& grant) { return !call.token().covers(grant.place); });
  if (!account || !account->active || chairpersonsOf(*account).empty())
    throw ApiError(403, Problem{"tokenAccountUnusable", {}});
  return *std::move(account);
}

Response answerOf(const ApiCall& call, const ShownBatch& shown, int status = 200) {
  const auto& batch = shown.batch;
  JsonWriter json(JsonWriter::Layout::compact);
  json.beginObject().member("id", batch.id).member("chairperson", batch.chairpersonId).member("digest", batch.digest);
  json.member("preparedAt", isoMoment(batch.preparedAt)).member("standing", toString(shown.standing));
  for (const auto outcome :
       {ReceiptOutcome::signed_, ReceiptOutcome::failed, ReceiptOutcome::skipped, ReceiptOutcome::waiting})
    json.member(toString(outcome), shown.count(outcome));
  json.key("receipt");
  batch.receiptDigest.empty() ? json.value(nullptr) : json.value(batch.receiptDigest);
  json.key("problem");
  batch.problem ? writeProblem(json, *batch.problem, call.visit().messages()) : static_cast<void>(json.value(nullptr));
  json.key("documents").beginArray();
  for (const auto& entry : shown.documents) {
    json.beginObject().member("document", entry.document.id).member("contentDigest", entry.contentDigest);
    json.member("state", toString(entry.document.state)).member("outcome", toString(outcomeOf(batch, entry)));
    json.key("problem");
    entry.problem ? writeProblem(json, *entry.problem, call.visit().messages())
                  : static_cast<void>(json.value(nullptr));
    json.endObject();
  }
  json.endArray().endObject();
  // The tag is what is confirmed, whatever has become of the documents since.
  auto answer = Response::data("application/json", json.text(), status);
  return answer.set("ETag", quotedTag(batch.digest));
}

// The account is the chairperson's; that a token did it is said beside.
void note(const ApiCall& call, const char* event, const std::string& batchId) {
  JsonWriter detail(JsonWriter::Layout::compact);
  detail.beginObject().member("account", call.token().accountId).member("batch", batchId).endObject();
  call.database().audit().append(call.token().actor(), event, detail.text());
}

ShownBatch found(const ApiCall& call, const ConfirmBatch& batches) {
  const auto& id = call.visit().parameter("id");
  auto shown = batches.find(id);
  if (!shown) throw ApiError(404, Problem{"batchMissing", {{"batch", id}}});
  return *std::move(shown);
}

Response prepare(ApiCall& call) {
  const auto body = call.body({"documents"});
  const auto shown =
      ConfirmBatch(call.database(), chairperson(call)).prepare(body.texts("documents", kMostDocuments), call.newId());
  note(call, "batchPreparedByToken", shown.batch.id);
  auto answer = answerOf(call, shown, 201);
  return answer.set("Location", "/api/v1/batches/" + shown.batch.id);
}

Response show(ApiCall& call) {
  return answerOf(call, found(call, ConfirmBatch(call.database(), chairperson(call))));
}

Response receipt(ApiCall& call) {
  const auto shown = found(call, ConfirmBatch(call.database(), chairperson(call)));
  const auto& digest = shown.batch.receiptDigest;
  if (digest.empty()) throw ApiError(404, Problem{"receiptNone", {}});
  auto bytes = call.store().get(digest);
  if (!bytes) throw Error("storeDamaged", {{"digest", digest}});
  return Response::download("application/vnd.etsi.asic-e+zip", *std::move(bytes),
                            "receipt-" + shown.batch.id + ".asice")
      .set("ETag", quotedTag(digest));
}

// The body, as it came, is wiped when the request is over; the signer's client wipes what it is given.
signing::Secret passwordOf(const ApiCall& call) {
  if (call.request().mediaType != "text/plain") throw ApiError(415, Problem{"mediaTypeUnsupported", {}});
  std::string_view text = call.request().body;
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  if (text.empty() || text.size() > kLongestPassword)
    throw ApiError(422, Problem{"keyPasswordMissing", {{"member", call.token().accountId}}});
  return signing::Secret(text);
}

// The password is the body and the digest the condition: neither is in JSON, whose parsers keep copies.
Response confirm(ApiCall& call) {
  const ConfirmBatch batches(call.database(), chairperson(call));
  const auto shown = found(call, batches);
  const auto digest = call.ifMatch();
  auto password = passwordOf(call);
  if (digest != shown.batch.digest)
    throw ApiError(412, Problem{"batchChangedSinceShown", {{"count", std::to_string(shown.batch.documents)}}});
  note(call, "batchConfirmationByToken", shown.batch.id);
  try {
    return answerOf(call, batches.confirm(shown.batch.id, digest, std::move(password), call.signer()), 202);
  } catch (const signing::SigningError& error) {
    const Problem problem{error.code(), error.params()};
    throw ApiError(problemKind(problem.code).passing == Passing::no ? 422 : 503, problem);
  }
}

}  // namespace

void addBatchCalls(web::Routes& routes, const ApiParts& parts) {
  const auto access = web::Access::token();
  constexpr auto kScope = ApiScope::authorise;
  routes.add(web::Method::post, "/api/v1/batches", access, web::Takes::body,
             apiRoute(parts, kScope, prepare, Repeats::kept));
  routes.get("/api/v1/batches/{id:id}", access, apiRoute(parts, kScope, show));
  routes.get("/api/v1/batches/{id:id}/receipt", access, apiRoute(parts, kScope, receipt));
  // Confirming again continues the same batch: nothing is kept of a request that held a password.
  routes.add(web::Method::post, "/api/v1/batches/{id:id}/confirm", access, web::Takes::body,
             apiRoute(parts, kScope, confirm));
}

}  // namespace balalyk
