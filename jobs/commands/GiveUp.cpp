#include "jobs/commands/GiveUp.h"

#include <unistd.h>

#include "jobs/Program.h"

namespace balalyk {

std::function<void()> giveUp(PortalDatabase& database, const std::string& worker) {
  return [&database, worker] {
    try {
      database.documents().giveBack(worker);
    } catch (const std::exception&) {
      ::_exit(kCannotRun);  // the leases run out by themselves
    }
    ::_exit(kAllDone);
  };
}

}  // namespace balalyk
