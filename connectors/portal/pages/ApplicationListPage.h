#pragma once

#include "connectors/portal/pages/PageClock.h"
#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// The list of applications: filter, search, saved views.
class ApplicationListPage {
 public:
  explicit ApplicationListPage(const PageParts& parts) : database_(parts.database), zone_(parts.zone) {}

  web::Response list(web::Visit& visit) const;
  web::Response search(web::Visit& visit) const;  // by POST: what was looked for is in no address and no log
  web::Response keepView(web::Visit& visit) const;
  web::Response removeView(web::Visit& visit) const;

 private:
  PortalDatabase& database_;
  const Zone& zone_;
  const PageClock clock_;
};

}  // namespace balalyk
