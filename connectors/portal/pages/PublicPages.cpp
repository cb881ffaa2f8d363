#include "connectors/portal/pages/PublicPages.h"

#include "connectors/portal/web/HttpError.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

using web::Access;
using web::Response;
using web::Takes;
using web::ViewData;
using web::Visit;

web::Handler plainPage(const char* view, const char* titleKey) {
  return [=](Visit& visit) { return visit.page(view, visit.messages().text(titleKey), {}); };
}

// Of who signed in it is kept with the account; and where the switch was pressed beside a form, what is typed in it.
Response takeLanguage(Visit& visit, PortalDatabase& database) {
  const auto language = visit.field("language");
  visit.chooseLanguage(language);
  if (const auto* who = visit.visitor(); who && !visit.chosenLanguage().empty()) {
    if (!visit.session().isFormToken(visit.field("csrf"))) throw web::HttpError(403, {"sessionEnded", {}});
    if (auto typed = web::carriedFrom(visit.request().form.fields); typed && typed->accountId == who->account.id) {
      std::erase_if(typed->fields, [](const auto& field) { return field.first == "language"; });
      database.drafts().keep(who->account.id, typed->name, typed->fields);
    }
    database.accounts().setLanguage(who->account.id, language);
  } else if (!who && visit.session().cameWithCookie()) {
    visit.session().cookieToken();  // it stays: by it is known who is about to type a code
  }
  const auto here = visit.field("here");
  return Response::redirect(web::isLocalPath(here) ? here : "/");
}

}  // namespace

void addPublicPages(web::Content& content, const PageParts& parts) {
  auto& routes = content.routes;
  routes.get("/", Access::everyone(), plainPage("start", "portal.start.title"));
  routes.get("/accessibility", Access::everyone(), plainPage("accessibility", "portal.accessibility.title"));
  routes.get("/privacy", Access::everyone(), [origin = parts.origin](Visit& visit) {
    ViewData data;
    data.text("sessionCookie", origin.cookieName("session")).text("languageCookie", origin.cookieName("language"));
    return visit.page("privacy", visit.messages().text("portal.privacy.title"), std::move(data));
  });
  routes.post("/language", Access::everyone(), Takes::publicForm,
              [&database = parts.database](Visit& visit) { return takeLanguage(visit, database); });
}

}  // namespace balalyk
