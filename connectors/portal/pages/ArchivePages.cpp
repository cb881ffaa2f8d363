#include "connectors/portal/pages/ArchivePages.h"

#include "connectors/portal/pages/ArchiveCarePage.h"
#include "connectors/portal/pages/ArchiveDocumentPage.h"
#include "connectors/portal/pages/ArchiveExportsPage.h"
#include "connectors/portal/pages/ArchiveListPage.h"

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

void addArchivePages(web::Content& content, const PageParts& parts) {
  auto& routes = content.routes;
  const auto mayView = Access::may(Action::viewArchive), mayExport = Access::may(Action::exportArchive),
             mayKeep = Access::may(Action::keepArchive);

  const ArchiveListPage list(parts);
  routes.get("/archive", mayView, on(list, &ArchiveListPage::list));
  routes.post("/archive/search", mayView, Takes::form, on(list, &ArchiveListPage::search));
  routes.post("/archive/exports", mayExport, Takes::form, on(list, &ArchiveListPage::order));

  const ArchiveExportsPage exports(parts);
  routes.get("/archive/exports", mayExport, on(exports, &ArchiveExportsPage::list));
  routes.get("/archive/exports/{id:id}/file", mayExport, on(exports, &ArchiveExportsPage::file));

  const ArchiveCarePage care(parts);
  routes.get("/archive/care", mayKeep, on(care, &ArchiveCarePage::show));

  const ArchiveDocumentPage document(parts);
  routes.get("/archive/{id:id}", mayView, on(document, &ArchiveDocumentPage::show));
  routes.get("/archive/{id:id}/files/{file:word}", mayView, on(document, &ArchiveDocumentPage::pdf));
  routes.get("/archive/{id:id}/files/{file:word}/{page:number}", mayView, on(document, &ArchiveDocumentPage::picture));
  routes.get("/archive/{id:id}/container", mayExport, on(document, &ArchiveDocumentPage::container));
  routes.get("/archive/{id:id}/evidence", mayExport, on(document, &ArchiveDocumentPage::withEvidence));
  routes.post("/archive/{id:id}/hold", mayKeep, Takes::form, on(document, &ArchiveDocumentPage::hold));
  routes.post("/archive/{id:id}/release", mayKeep, Takes::form, on(document, &ArchiveDocumentPage::release));
}

}  // namespace balalyk
