#include "connectors/portal/pages/KeptText.h"

#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/TypedForm.h"
#include "signing/JsonWriter.h"

namespace balalyk {

std::optional<KeptText> keptText(PortalDatabase& database, const web::Visit& visit, const std::string& form) {
  const auto draft = database.drafts().find(visit.visitor()->account.id, form);
  if (!draft) return std::nullopt;
  KeptText kept{.at = draft->at};
  for (const auto& [name, value] : draft->fields) kept.fields.add(name, value);
  return kept;
}

web::Response keepText(PortalDatabase& database, web::Visit& visit) {
  const auto& account = visit.visitor()->account.id;
  const auto typed = web::carriedFrom(visit.request().form.fields);
  if (!typed || typed->accountId != account) web::refuseRequest("a text that is not to be kept");
  database.drafts().keep(account, typed->name, typed->fields);
  signing::JsonWriter json(signing::JsonWriter::Layout::compact);
  json.beginObject().member("time", timeOfDay(database.now(), database.zone())).endObject();
  return web::Response::data("application/json", json.text());
}

void forgetText(PortalDatabase& database, const web::Visit& visit, const std::string& form) {
  database.drafts().remove(visit.visitor()->account.id, form);
}

}  // namespace balalyk
