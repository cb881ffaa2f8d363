#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// What waits for the chairperson: by kind and day, with flags first, then what was sent first. Ticked here, a batch is
// made of it.
class InboxListPage {
 public:
  explicit InboxListPage(const PageParts& parts) : database_(parts.database), zone_(parts.zone) {}

  web::Response show(web::Visit& visit) const;

 private:
  PortalDatabase& database_;
  const Zone& zone_;
};

}  // namespace balalyk
