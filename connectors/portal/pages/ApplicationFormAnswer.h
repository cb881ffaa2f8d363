#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connectors/portal/pages/ApplicationFormData.h"
#include "connectors/portal/pages/PageClock.h"
#include "connectors/portal/web/Visit.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// What a page says beside the form itself.
struct FormShown {
  const ApplicationCase& found;
  ApplicationTyped typed;
  FormMode mode = FormMode::edit;
  std::vector<Problem> problems;  // why it is not decided
  std::vector<Flag> flags;
  bool reasonMissing = false, decisionMissing = false;
  std::optional<Timestamp> restored{};                           // what was typed at that time and not saved
  bool keptText = false;                                         // there is such, and the form is locked
  std::string saved{};                                           // the words for it
  std::optional<std::pair<HiddenNumber, std::string>> number{};  // shown in full
  int status = 200;
};

// How the form of an application may be used now.
FormMode modeOf(const ApplicationCase& found);

// The pages that answer a form of an application.
class ApplicationFormAnswer {
 public:
  ApplicationFormAnswer(PortalDatabase& database, const Zone& zone) : database_(database), zone_(zone) {}

  web::Response page(web::Visit& visit, const FormShown& shown) const;
  // Somebody else saved meanwhile: before, theirs and yours beside each other, and nothing is lost.
  web::Response conflict(web::Visit& visit, const ApplicationCase& found, const ApplicationTyped& typed,
                         const Conflict& conflict) const;
  // What the new revision of a published protocol would say otherwise.
  web::Response review(web::Visit& visit, const ApplicationCase& found, const ApplicationTyped& typed,
                       const Application& record) const;

 private:
  std::string nextWaiting(const ApplicationCase& found) const;
  void addReturn(web::ViewData& data, const FormShown& shown, const Messages& messages) const;
  void addNotes(web::ViewData& data, const FormShown& shown, const web::Visit& visit) const;

  PortalDatabase& database_;
  const Zone& zone_;
  const PageClock clock_;
};

}  // namespace balalyk
