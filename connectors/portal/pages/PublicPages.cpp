#include "connectors/portal/pages/PublicPages.h"

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

Response takeLanguage(Visit& visit) {
  visit.chooseLanguage(visit.field("language"));
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
  routes.post("/language", Access::everyone(), Takes::publicForm, takeLanguage);
}

}  // namespace balalyk
