#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// The day's drafts: sent to the chairperson, one or many, and recalled. Each has its own outcome.
class SendPage {
 public:
  explicit SendPage(const PageParts& parts) : database_(parts.database), zone_(parts.zone) {}

  web::Response show(web::Visit& visit) const;
  web::Response send(web::Visit& visit) const;
  web::Response recall(web::Visit& visit) const;

 private:
  PortalDatabase& database_;
  const Zone& zone_;
};

}  // namespace balalyk
