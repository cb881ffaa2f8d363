#include "jobs/commands/GiveUp.h"

#include <unistd.h>

#include <csignal>

#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/Log.h"

namespace balalyk {
namespace {

constexpr unsigned kSecondsToTell = 2;  // whoever reads may have stopped reading, while another thread writes

}  // namespace

void endUnfinished(Session& session, int code) {
  std::signal(SIGALRM, SIG_DFL);
  ::alarm(kSecondsToTell);
  const Problem problem{"stoppedUnfinished", {}};
  session.log.problem(LogLevel::information, "trouble", problem);
  if (session.json) session.console.result(problemAsJson(problem, code, session.messages));
  ::_exit(code);
}

std::function<void(bool)> giveUp(Session& session, PortalDatabase& database, const std::string& worker,
                                 ExitCode asked) {
  return [&session, &database, worker, asked](bool interrupted) {
    auto code = interrupted ? kSomeFailed : asked;
    try {
      database.queue().giveBack(worker);
    } catch (const std::exception&) {
      code = kCannotRun;  // the leases run out by themselves
    }
    endUnfinished(session, code);
  };
}

}  // namespace balalyk
