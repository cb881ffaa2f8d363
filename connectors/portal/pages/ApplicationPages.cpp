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
using web::Visit;

template <class Page>
web::Handler on(const Page& page, web::Response (Page::*handler)(Visit&) const) {
  return [page, handler](Visit& visit) { return (page.*handler)(visit); };
}

}  // namespace

void addApplicationPages(web::Content& content, const PageParts& parts) {
  auto& routes = content.routes;

  const ApplicationListPage list(parts);
  const auto mayList = Access::may(Action::listApplications);
  routes.get("/applications", mayList, on(list, &ApplicationListPage::list));
  routes.post("/applications/search", mayList, Takes::form, on(list, &ApplicationListPage::search));
  routes.post("/applications/views", mayList, Takes::form, on(list, &ApplicationListPage::keepView));
  routes.post("/applications/views/remove", mayList, Takes::form, on(list, &ApplicationListPage::removeView));

  const SendPage sending(parts);
  const auto maySend = Access::may(Action::sendProtocol);
  routes.get("/applications/send", maySend, on(sending, &SendPage::show));
  routes.post("/applications/send", maySend, Takes::form, on(sending, &SendPage::send));
  routes.post("/applications/send/recall", maySend, Takes::form, on(sending, &SendPage::recall));

  const InformPage inform(parts);
  routes.get("/applications/inform", maySend, on(inform, &InformPage::show));
  routes.post("/applications/inform", maySend, Takes::form, on(inform, &InformPage::mark));
  routes.post("/applications/inform/undo", maySend, Takes::form, on(inform, &InformPage::takeBack));

  const ApplicationFormPage form(parts);
  const auto mayEdit = Access::may(Action::editApplication);
  routes.get("/applications/{id:id}", Access::may(Action::openApplication), on(form, &ApplicationFormPage::open));
  routes.get("/applications/{id:id}/correct", Access::may(Action::regenerate), on(form, &ApplicationFormPage::correct));
  routes.post("/applications/{id:id}", mayEdit, Takes::form, on(form, &ApplicationFormPage::save));
  routes.post("/applications/{id:id}/typed", mayEdit, Takes::form, on(form, &ApplicationFormPage::keep));
  routes.post("/applications/{id:id}/discard", mayEdit, Takes::form, on(form, &ApplicationFormPage::discard));
  routes.post("/applications/{id:id}/show", Access::may(Action::showPersonalNumber), Takes::form,
              on(form, &ApplicationFormPage::show));
  routes.post("/applications/{id:id}/recall", maySend, Takes::form, on(form, &ApplicationFormPage::recall));

  const ProtocolPage protocol(parts);
  const auto mayOpen = Access::may(Action::openApplication);
  routes.get("/applications/{id:id}/protocol", mayOpen, on(protocol, &ProtocolPage::show));
  routes.get("/applications/{id:id}/protocol/status", mayOpen, on(protocol, &ProtocolPage::status));
  routes.get("/applications/{id:id}/protocol/{document:id}/{file:word}", mayOpen, on(protocol, &ProtocolPage::pdf));
  routes.get("/applications/{id:id}/protocol/{document:id}/{file:word}/{page:number}", mayOpen,
             on(protocol, &ProtocolPage::picture));
  routes.post("/applications/{id:id}/make", Access::may(Action::makeProtocol), Takes::form,
              on(protocol, &ProtocolPage::make));
  routes.post("/applications/{id:id}/send", maySend, Takes::form, on(protocol, &ProtocolPage::send));
}

}  // namespace balalyk
