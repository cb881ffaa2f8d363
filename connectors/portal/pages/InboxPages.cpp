#include "connectors/portal/pages/InboxPages.h"

#include "connectors/portal/pages/BatchPages.h"
#include "connectors/portal/pages/InboxDocumentPage.h"
#include "connectors/portal/pages/InboxListPage.h"
#include "connectors/portal/pages/StandingPages.h"

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

void addInboxPages(web::Content& content, const PageParts& parts) {
  auto& routes = content.routes;
  constexpr auto view = Access::may(Action::viewInbox), authorise = Access::may(Action::authorise);

  const InboxListPage list(parts);
  routes.get("/inbox", view, on(list, &InboxListPage::show));

  const BatchPages batches(parts);
  routes.get("/inbox/batch", authorise, on(batches, &BatchPages::choose));
  routes.post("/inbox/batch", authorise, Takes::form, on(batches, &BatchPages::prepare));
  routes.get("/inbox/batches/{batch:id}", authorise, on(batches, &BatchPages::show));
  routes.post("/inbox/batches/{batch:id}", authorise, Takes::form, on(batches, &BatchPages::confirm));
  routes.get("/inbox/batches/{batch:id}/status", authorise, on(batches, &BatchPages::status));
  routes.get("/inbox/batches/{batch:id}/receipt", authorise, on(batches, &BatchPages::receipt));

  const StandingPages standing(parts);
  routes.get("/inbox/standing", authorise, on(standing, &StandingPages::list));
  routes.post("/inbox/standing", authorise, Takes::form, on(standing, &StandingPages::grant));
  routes.get("/inbox/standing/new", authorise, on(standing, &StandingPages::form));
  routes.get("/inbox/standing/{standing:id}", authorise, on(standing, &StandingPages::show));
  routes.post("/inbox/standing/{standing:id}/revoke", authorise, Takes::form, on(standing, &StandingPages::revoke));

  const InboxDocumentPage document(parts);
  routes.get("/inbox/{id:id}", view, on(document, &InboxDocumentPage::show));
  routes.get("/inbox/{id:id}/files/{file:word}", view, on(document, &InboxDocumentPage::pdf));
  routes.get("/inbox/{id:id}/files/{file:word}/{page:number}", view, on(document, &InboxDocumentPage::picture));
  routes.post("/inbox/{id:id}/return", Access::may(Action::returnDocument), Takes::form,
              on(document, &InboxDocumentPage::giveBack));
}

}  // namespace balalyk
