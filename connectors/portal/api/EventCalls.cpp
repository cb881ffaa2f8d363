#include "connectors/portal/api/EventCalls.h"

#include <algorithm>
#include <charconv>

#include "connectors/portal/api/DocumentJson.h"
#include "connectors/portal/pages/DocumentCheck.h"
#include "pipeline/casework/SendWebhooks.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {
namespace {

using signing::JsonWriter;
using web::Response;

constexpr int kMostEvents = 500;

std::int64_t cursorOf(const ApiCall& call) {
  if (!call.request().query.has("after")) return 0;
  const auto text = call.request().query.first("after");
  if (text == "now") return call.database().events().end();
  std::int64_t cursor = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cursor);
  if (error != std::errc{} || end != text.data() + text.size() || cursor < 0 ||
      cursor > call.database().events().end())  // none of ours: after it nothing would ever come
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

// As the check page says it, of the same looks at the container: no name of anybody.
Response verdict(ApiCall& call, DocumentCheck& checks) {
  const auto document = documentOf(call);
  const auto answer = checks.of(document, call.visit());
  JsonWriter json(JsonWriter::Layout::compact);
  json.beginObject().member("id", document.id).member("verdict", toString(answer.state));
  json.member("unseen", answer.unseen).member("number", document.number).key("date");
  document.date ? json.value(isoDate(*document.date)) : json.value(nullptr);
  json.member("commission", document.commissionId).member("commissionName", document.commissionName);
  json.member("kind", toString(document.kind)).member("state", toString(document.state));
  json.member("level", document.level).key("signedAt");
  document.signAt&& document.container ? json.value(isoMoment(*document.signAt)) : json.value(nullptr);
  json.key("fingerprint");
  document.container ? json.value(document.container->digest) : json.value(nullptr);
  json.key("supersededBy");
  document.supersededBy.empty() ? json.value(nullptr) : json.value(document.supersededBy);
  return apiAnswer(call, json.endObject().text());
}

}  // namespace

void addEventCalls(web::Routes& routes, const ApiParts& parts) {
  routes.get("/api/v1/events", web::Access::token(), apiRoute(parts, ApiScope::events, events));
  const auto checks = std::make_shared<DocumentCheck>(parts);
  routes.get("/api/v1/check/{id:id}", web::Access::token(),
             apiRoute(parts, ApiScope::check, [checks](ApiCall& call) { return verdict(call, *checks); }));
}

}  // namespace balalyk
