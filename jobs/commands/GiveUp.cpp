#include "jobs/commands/GiveUp.h"

#include <unistd.h>

#include "jobs/output/ExitCode.h"

namespace balalyk {

std::function<void()> giveUp(PortalDatabase& database, const std::string& worker) {
  return [&database, worker] {
    try {
      database.queue().giveBack(worker);
    } catch (const std::exception&) {
      ::_exit(kCannotRun);  // the leases run out by themselves
    }
    ::_exit(kAllDone);
  };
}

}  // namespace balalyk
