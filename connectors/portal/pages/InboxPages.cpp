#include "connectors/portal/pages/InboxPages.h"

#include "connectors/portal/pages/BatchPages.h"
#include "connectors/portal/pages/InboxDocumentPage.h"
#include "connectors/portal/pages/InboxListPage.h"
#include "connectors/portal/pages/StandingPages.h"

namespace balalyk {
namespace {

using web::Access;
using web::Takes;

}  // namespace

void addInboxPages(web::Content& content, const PageParts& parts) {
  auto& routes = content.routes;
  constexpr auto view = Access::may(Action::viewInbox), authorise = Access::may(Action::authorise);

  const web::HandlersOf list(InboxListPage{parts});
  routes.get("/inbox", view, list(&InboxListPage::show));

  const web::HandlersOf batches(BatchPages{parts});
  routes.get("/inbox/batch", authorise, batches(&BatchPages::choose));
  routes.post("/inbox/batch", authorise, Takes::form, batches(&BatchPages::prepare));
  routes.get("/inbox/batches/{batch:id}", authorise, batches(&BatchPages::show));
  routes.post("/inbox/batches/{batch:id}", authorise, Takes::form, batches(&BatchPages::confirm));
  routes.get("/inbox/batches/{batch:id}/status", authorise, batches(&BatchPages::status));
  routes.get("/inbox/batches/{batch:id}/receipt", authorise, batches(&BatchPages::receipt));

  const web::HandlersOf standing(StandingPages{parts});
  routes.get("/inbox/standing", authorise, standing(&StandingPages::list));
  routes.post("/inbox/standing", authorise, Takes::form, standing(&StandingPages::grant));
  routes.get("/inbox/standing/new", authorise, standing(&StandingPages::form));
  routes.get("/inbox/standing/{standing:id}", authorise, standing(&StandingPages::show));
  routes.post("/inbox/standing/{standing:id}/revoke", authorise, Takes::form, standing(&StandingPages::revoke));

  const web::HandlersOf document(InboxDocumentPage{parts});
  routes.get("/inbox/{id:id}", view, document(&InboxDocumentPage::show));
  routes.get("/inbox/{id:id}/files/{file:word}", view, document(&InboxDocumentPage::pdf));
  routes.get("/inbox/{id:id}/files/{file:word}/{page:number}", view, document(&InboxDocumentPage::picture));
  routes.post("/inbox/{id:id}/return", Access::may(Action::returnDocument), Takes::form,
              document(&InboxDocumentPage::giveBack));
}

}  // namespace balalyk
