#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// Applicants who have to be informed of a published decision: due, with the notice to print, and ticked when it was
// given.
class InformPage {
 public:
  explicit InformPage(const PageParts& parts) : database_(parts.database), zone_(parts.zone) {}

  web::Response show(web::Visit& visit) const;
  web::Response mark(web::Visit& visit) const;
  web::Response takeBack(web::Visit& visit) const;

 private:
  PortalDatabase& database_;
  const Zone& zone_;
};

}  // namespace balalyk
