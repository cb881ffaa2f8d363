#pragma once

#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

struct ShownBatch;

// One password for many documents: what to choose, the frozen list, and what became of it, under one address for good.
class BatchPages {
 public:
  explicit BatchPages(const PageParts& parts)
      : database_(parts.database), store_(parts.store), signer_(parts.signer), zone_(parts.zone) {}

  web::Response choose(web::Visit& visit) const;
  web::Response prepare(web::Visit& visit) const;
  web::Response show(web::Visit& visit) const;
  web::Response confirm(web::Visit& visit) const;
  web::Response status(web::Visit& visit) const;  // {"ready":false,"done":40,"text":"…"}: for the page that renews
  web::Response receipt(web::Visit& visit) const;

 private:
  ShownBatch found(const web::Visit& visit) const;                                            // HttpError 404
  std::string commissionOf(const web::Visit& visit, const std::string& chairpersonId) const;  // its name
  web::Response choice(web::Visit& visit, const std::optional<Problem>& refused, int status) const;
  web::Response page(web::Visit& visit, const ShownBatch& shown, const std::optional<Problem>& refused,
                     int status) const;

  PortalDatabase& database_;
  const DocumentStore& store_;
  Signer& signer_;
  const Zone& zone_;
};

}  // namespace balalyk
