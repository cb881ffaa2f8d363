#include "connectors/portal/api/EventCalls.h"

#include <algorithm>
#include <charconv>

#include "pipeline/casework/SendWebhooks.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {
namespace {

using signing::JsonWriter;
using web::Response;

constexpr int kMostEvents = 500;

std::int64_t cursorOf(const ApiCall& call) {
  const auto text = call.request().query.first("after");
  if (text.empty()) return 0;
  if (text == "now") return call.database().events().end();
  std::int64_t cursor = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cursor);
  if (error != std::errc{} || end != text.data() + text.size() || cursor < 0)
    throw ApiError(400, Problem{"queryWrong", {{"name", "after"}}});
  return cursor;
}

Response events(ApiCall& call) {
  FeedFilter filter{.everywhere = call.token().everywhere,
                    .commissions = call.token().commissions,
                    .events = call.request().query.all("event")};
  for (const auto& event : filter.events)
    if (std::ranges::find(allFeedEvents(), event) == allFeedEvents().end())
      throw ApiError(400, Problem{"queryWrong", {{"name", "event"}}});
  const auto page = call.database().events().after(cursorOf(call), filter, call.number("limit", 100, kMostEvents));
  return Response::data("application/json", eventsJson(page));
}

// As the check page says it: no name of anybody.
Response verdict(ApiCall& call) {
  const auto& id = call.visit().parameter("id");
  const auto document = call.database().archive().document(id);
  if (!document || !call.token().covers(document->commissionId))
    throw ApiError(404, Problem{"documentNotFound", {{"document", id}}});
  const char* word = "not-yet-signed";
  if (document->state == State::published) word = "valid";
  if (document->state == State::superseded) word = document->publishedAt ? "superseded" : "not-yet-signed";
  if (document->state == State::withdrawn) word = "withdrawn";
  JsonWriter json(JsonWriter::Layout::compact);
  json.beginObject().member("id", document->id).member("verdict", word).member("number", document->number);
  json.key("date");
  document->date ? json.value(isoDate(*document->date)) : json.value(nullptr);
  json.member("commission", document->commissionId).member("commissionName", document->commissionName);
  json.member("kind", toString(document->kind)).member("state", toString(document->state));
  json.member("level", document->level).key("signedAt");
  document->signAt && document->container ? json.value(isoMoment(*document->signAt)) : json.value(nullptr);
  json.key("fingerprint");
  document->container ? json.value(document->container->digest) : json.value(nullptr);
  json.key("supersededBy");
  document->supersededBy.empty() ? json.value(nullptr) : json.value(document->supersededBy);
  return apiAnswer(call, json.endObject().text());
}

}  // namespace

void addEventCalls(web::Routes& routes, const ApiParts& parts) {
  routes.get("/api/v1/events", web::Access::token(), apiRoute(parts, ApiScope::events, events));
  routes.get("/api/v1/check/{id:id}", web::Access::token(), apiRoute(parts, ApiScope::check, verdict));
}

}  // namespace balalyk
