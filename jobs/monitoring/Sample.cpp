#include "jobs/monitoring/Sample.h"

namespace balalyk {

Sample takeSample(PortalDatabase& database, const Office* office, const std::vector<Stage>& stages) {
  Sample sample;
  if (office) {
    sample.officeOpen = true;
    sample.officeSlots = office->slots();
    sample.office = office->counters();
  }
  try {
    sample.counts = database.archive().counts();
    for (const auto stage : stages)
      sample.oldestDue[stage] = database.queue().oldestDue(stage).value_or(std::chrono::milliseconds(0));
    sample.upgradesStopped = database.archive().countStoppedUpgrades();
    sample.waiting = database.archive().waitingCounts();
    sample.unanswered = database.archive().flagCounts(Part::revocation, std::chrono::days(1));
    sample.lastNight = database.schedule().lastFinished("nightly").value_or("");
    sample.databaseAnswers = true;
  } catch (const Error& error) {
    sample.databaseProblem = error.problem().code;
  } catch (const std::exception&) {
    sample.databaseProblem = "unexpected";
  }
  return sample;
}

}  // namespace balalyk
