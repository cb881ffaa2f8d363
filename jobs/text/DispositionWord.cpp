#include "jobs/text/DispositionWord.h"

namespace balalyk {

const char* toString(Disposition disposition) {
  switch (disposition) {
    case Disposition::retry:
      return "retry";
    case Disposition::returned:
      return "returned";
    case Disposition::quarantined:
      return "quarantined";
    case Disposition::withdrawn:
      return "withdrawn";
    case Disposition::sent:
      return "sent";
    case Disposition::wait:
      break;
  }
  return "wait";
}

}  // namespace balalyk
