#include "pipeline/document/Lifecycle.h"

#include <stdexcept>
#include <string>

namespace balalyk {

const char* toString(Event event) {
  switch (event) {
    case Event::taken:
      return "taken";
    case Event::drafted:
      return "drafted";
    case Event::sent:
      return "sent";
    case Event::recalled:
      return "recalled";
    case Event::authorised:
      return "authorised";
    case Event::signed_:
      return "signed";
    case Event::published:
      return "published";
    case Event::superseded:
      return "superseded";
    case Event::returned:
      return "returned";
    case Event::rejected:
      return "rejected";
    case Event::quarantined:
      return "quarantined";
    case Event::withdrawn:
      return "withdrawn";
    case Event::authorisationRevoked:
      return "authorisation-revoked";
    case Event::authorisationMissing:
      return "authorisation-missing";
    case Event::retried:
      return "retried";
    case Event::signAgain:
      return "sign-again";
  }
  throw std::logic_error("a value outside its enumeration");
}

// What was authorised before there was «sent» was with the chairperson too: those entries do not say from which state.
// Since then an authorisation shows nothing of it, for the row that it was given by could have been written past the
// program.
std::optional<bool> sentAfter(std::string_view event, std::string_view detail) {
  if (event == toString(Event::sent)) return true;
  if (event == toString(Event::authorised)) {
    const auto member = '"' + std::string(kAuthorisedFrom) + "\":";
    return detail.find(member) == std::string_view::npos ? std::optional(true) : std::nullopt;
  }
  for (const auto other : {Event::taken, Event::drafted, Event::recalled, Event::returned, Event::rejected,
                           Event::withdrawn, Event::superseded})
    if (event == toString(other)) return false;
  return std::nullopt;
}

}  // namespace balalyk
