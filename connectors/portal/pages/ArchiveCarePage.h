#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// What an archivist looks after: the last check of the store, what may be removed by its age, what is held.
class ArchiveCarePage {
 public:
  explicit ArchiveCarePage(const PageParts& parts)
      : database_(parts.database), zone_(parts.zone), rules_(parts.archive) {}

  web::Response show(web::Visit& visit) const;

 private:
  void addFixity(web::ViewData& data, const Messages& messages) const;

  PortalDatabase& database_;
  const Zone& zone_;
  ArchiveRules rules_;
};

}  // namespace balalyk
