#include "connectors/portal/pages/ApplicationPages.h"

#include "connectors/portal/pages/ApplicationFormPage.h"
#include "connectors/portal/pages/ApplicationListPage.h"
#include "connectors/portal/pages/InformPage.h"
#include "connectors/portal/pages/ProtocolPage.h"
#include "connectors/portal/pages/SendPage.h"

namespace balalyk {
namespace {

using web::Access;
using web::Takes;

}  // namespace

void addApplicationPages(web::Content& content, const PageParts& parts) {
  auto& routes = content.routes;

  const web::HandlersOf list(ApplicationListPage{parts});
  const auto mayList = Access::may(Action::listApplications);
  routes.get("/applications", mayList, list(&ApplicationListPage::list));
  routes.post("/applications/search", mayList, Takes::form, list(&ApplicationListPage::search));
  routes.post("/applications/views", mayList, Takes::form, list(&ApplicationListPage::keepView));
  routes.post("/applications/views/remove", mayList, Takes::form, list(&ApplicationListPage::removeView));

  const web::HandlersOf sending(SendPage{parts});
  const auto maySend = Access::may(Action::sendProtocol);
  routes.get("/applications/send", maySend, sending(&SendPage::show));
  routes.post("/applications/send", maySend, Takes::form, sending(&SendPage::send));
  routes.post("/applications/send/recall", maySend, Takes::form, sending(&SendPage::recall));

  const web::HandlersOf inform(InformPage{parts});
  routes.get("/applications/inform", maySend, inform(&InformPage::show));
  routes.post("/applications/inform", maySend, Takes::form, inform(&InformPage::mark));
  routes.post("/applications/inform/undo", maySend, Takes::form, inform(&InformPage::takeBack));

  const web::HandlersOf form(ApplicationFormPage{parts});
  const auto mayEdit = Access::may(Action::editApplication);
  routes.get("/applications/{id:id}", Access::may(Action::openApplication), form(&ApplicationFormPage::open));
  routes.get("/applications/{id:id}/correct", Access::may(Action::regenerate), form(&ApplicationFormPage::correct));
  routes.post("/applications/{id:id}", mayEdit, Takes::form, form(&ApplicationFormPage::save));
  routes.post("/applications/{id:id}/typed", mayEdit, Takes::form, form(&ApplicationFormPage::keep));
  routes.post("/applications/{id:id}/discard", mayEdit, Takes::form, form(&ApplicationFormPage::discard));
  routes.post("/applications/{id:id}/show", Access::may(Action::showPersonalNumber), Takes::form,
              form(&ApplicationFormPage::show));
  routes.post("/applications/{id:id}/recall", maySend, Takes::form, form(&ApplicationFormPage::recall));

  const web::HandlersOf protocol(ProtocolPage{parts});
  const auto mayOpen = Access::may(Action::openApplication);
  routes.get("/applications/{id:id}/protocol", mayOpen, protocol(&ProtocolPage::show));
  routes.get("/applications/{id:id}/protocol/status", mayOpen, protocol(&ProtocolPage::status));
  routes.get("/applications/{id:id}/protocol/{document:id}/{file:word}", mayOpen, protocol(&ProtocolPage::pdf));
  routes.get("/applications/{id:id}/protocol/{document:id}/{file:word}/{page:number}", mayOpen,
             protocol(&ProtocolPage::picture));
  routes.post("/applications/{id:id}/make", Access::may(Action::makeProtocol), Takes::form,
              protocol(&ProtocolPage::make));
  routes.post("/applications/{id:id}/send", maySend, Takes::form, protocol(&ProtocolPage::send));
}

}  // namespace balalyk
