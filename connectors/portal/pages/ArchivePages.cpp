#include "connectors/portal/pages/ArchivePages.h"

#include "connectors/portal/pages/ArchiveCarePage.h"
#include "connectors/portal/pages/ArchiveDocumentPage.h"
#include "connectors/portal/pages/ArchiveExportsPage.h"
#include "connectors/portal/pages/ArchiveListPage.h"

namespace balalyk {
namespace {

using web::Access;
using web::Takes;

}  // namespace

void addArchivePages(web::Content& content, const PageParts& parts) {
  auto& routes = content.routes;
  const auto mayView = Access::may(Action::viewArchive), mayExport = Access::may(Action::exportArchive),
             mayKeep = Access::may(Action::keepArchive);

  const web::HandlersOf list(ArchiveListPage{parts});
  routes.get("/archive", mayView, list(&ArchiveListPage::list));
  routes.post("/archive/search", mayView, Takes::form, list(&ArchiveListPage::search));
  routes.post("/archive/exports", mayExport, Takes::form, list(&ArchiveListPage::order));

  const web::HandlersOf exports(ArchiveExportsPage{parts});
  routes.get("/archive/exports", mayExport, exports(&ArchiveExportsPage::list));
  routes.get("/archive/exports/{id:id}/file", mayExport, exports(&ArchiveExportsPage::file));

  const web::HandlersOf care(ArchiveCarePage{parts});
  routes.get("/archive/care", mayKeep, care(&ArchiveCarePage::show));

  const web::HandlersOf document(ArchiveDocumentPage{parts});
  routes.get("/archive/{id:id}", mayView, document(&ArchiveDocumentPage::show));
  routes.get("/archive/{id:id}/files/{file:word}", mayView, document(&ArchiveDocumentPage::pdf));
  routes.get("/archive/{id:id}/files/{file:word}/{page:number}", mayView, document(&ArchiveDocumentPage::picture));
  routes.get("/archive/{id:id}/container", mayExport, document(&ArchiveDocumentPage::container));
  routes.get("/archive/{id:id}/evidence", mayExport, document(&ArchiveDocumentPage::withEvidence));
  routes.post("/archive/{id:id}/hold", mayKeep, Takes::form, document(&ArchiveDocumentPage::hold));
  routes.post("/archive/{id:id}/release", mayKeep, Takes::form, document(&ArchiveDocumentPage::release));
}

}  // namespace balalyk
