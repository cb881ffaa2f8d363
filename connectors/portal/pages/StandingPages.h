#pragma once

#include <optional>

#include "connectors/portal/pages/PageParts.h"
#include "pipeline/ports/Signer.h"

namespace balalyk {

// Standing authorisations: what they cover, from when to when, what each let through; granted and revoked with the
// chairperson's password by the signer, over the statement that the page showed.
class StandingPages {
 public:
  explicit StandingPages(const PageParts& parts)
      : database_(parts.database), signer_(parts.signer), zone_(parts.zone) {}

  web::Response list(web::Visit& visit) const;
  web::Response form(web::Visit& visit) const;
  web::Response grant(web::Visit& visit) const;
  web::Response show(web::Visit& visit) const;
  web::Response revoke(web::Visit& visit) const;

 private:
  // As typed; a date that is none is kept as its text.
  struct Typed {
    std::string commissionId;
    std::vector<std::string> kinds;
    std::string from, to;
  };
  Authorisation found(const web::Visit& visit) const;  // HttpError 404
  StandingOrder orderOf(const web::Visit& visit, const Typed& typed, std::vector<Problem>& problems) const;
  web::Response formPage(web::Visit& visit, const Typed& typed, bool look, const std::optional<Problem>& refused,
                         int status) const;
  web::Response page(web::Visit& visit, const Authorisation& standing, const std::optional<Problem>& refused,
                     int status) const;

  PortalDatabase& database_;
  Signer& signer_;
  const Zone& zone_;
};

}  // namespace balalyk
