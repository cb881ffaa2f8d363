#pragma once

#include <string>

#include "connectors/portal/pages/ApplicationFormAnswer.h"
#include "connectors/portal/pages/PageClock.h"
#include "connectors/portal/pages/PageParts.h"

namespace balalyk {

// One application: its form, what is typed into it, saving, conflicts, correction after publication.
class ApplicationFormPage {
 public:
  explicit ApplicationFormPage(const PageParts& parts)
      : database_(parts.database), zone_(parts.zone), answer_(parts.database, parts.zone) {}

  web::Response open(web::Visit& visit) const;
  web::Response correct(web::Visit& visit) const;  // of what is published
  web::Response save(web::Visit& visit) const;  // the button says what: do=save, protocol, line, edit, review, replace
  web::Response keep(web::Visit& visit) const;  // what is typed, by the script: {"time":"14:02"}
  web::Response discard(web::Visit& visit) const;  // what was typed and not saved
  web::Response show(web::Visit& visit) const;     // a number in full, beside what is typed
  web::Response recall(web::Visit& visit) const;

 private:
  ApplicationCase found(const web::Visit& visit, Action action) const;  // HttpError 404
  web::Response write(web::Visit& visit, const ApplicationCase& found, const ApplicationTyped& typed,
                      const std::string& what) const;
  web::Response again(web::Visit& visit, const ApplicationCase& found, const ApplicationTyped& typed) const;
  web::Response review(web::Visit& visit, const ApplicationCase& found, const ApplicationTyped& typed) const;
  bool isOpenedLately(const ApplicationCase& found, const std::string& accountId) const;
  void forget(const web::Visit& visit, const std::string& id) const;

  PortalDatabase& database_;
  const Zone& zone_;
  const PageClock clock_;
  const ApplicationFormAnswer answer_;
};

}  // namespace balalyk
