#include "pipeline/document/Lifecycle.h"

#include <stdexcept>

namespace balalyk {

const char* toString(Event event) {
  switch (event) {
    case Event::taken:
      return "taken";
    case Event::drafted:
      return "drafted";
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

}  // namespace balalyk
