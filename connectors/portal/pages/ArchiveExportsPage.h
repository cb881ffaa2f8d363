#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// The files that an account ordered of the archive: what became of them, and the files themselves.
class ArchiveExportsPage {
 public:
  explicit ArchiveExportsPage(const PageParts& parts)
      : database_(parts.database), store_(parts.store), zone_(parts.zone), rules_(parts.archive) {}

  web::Response list(web::Visit& visit) const;
  web::Response file(web::Visit& visit) const;

 private:
  PortalDatabase& database_;
  const DocumentStore& store_;
  const Zone& zone_;
  ArchiveRules rules_;
};

}  // namespace balalyk
