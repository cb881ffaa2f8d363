#include "pipeline/document/Lifecycle.h"

#include <stdexcept>

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

// What was authorised before there was «sent» was with the chairperson too.
std::optional<bool> sentAfter(std::string_view event) {
  for (const auto sent : {Event::sent, Event::authorised})
    if (event == toString(sent)) return true;
  for (const auto not_ : {Event::taken, Event::drafted, Event::recalled, Event::returned, Event::rejected,
                          Event::withdrawn, Event::superseded})
    if (event == toString(not_)) return false;
  return std::nullopt;
}

}  // namespace balalyk
