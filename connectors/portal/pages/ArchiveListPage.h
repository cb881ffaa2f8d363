#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// The archive: found by number, dates, commission, kind, level, state; by name with POST.
class ArchiveListPage {
 public:
  explicit ArchiveListPage(const PageParts& parts) : database_(parts.database), rules_(parts.archive) {}

  web::Response list(web::Visit& visit) const;
  web::Response search(web::Visit& visit) const;  // what was looked for is in no address and no log
  // Orders a file of those that are ticked, or of all that were found.
  web::Response order(web::Visit& visit) const;

 private:
  web::Response found(web::Visit& visit, web::ViewData data, const std::vector<Document>& rows,
                      const struct ArchiveFilter& filter) const;
  std::vector<std::string> wanted(const web::Visit& visit) const;

  PortalDatabase& database_;
  ArchiveRules rules_;
};

}  // namespace balalyk
