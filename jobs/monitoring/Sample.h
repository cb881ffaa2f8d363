#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "pipeline/ports/Office.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// What is looked at from time to time rather than heard from the engine.
struct Sample {
  bool databaseAnswers = false;
  std::string databaseProblem;  // a code; empty when it answers
  std::vector<StateCount> counts;
  std::map<Stage, std::chrono::milliseconds> oldestDue;  // how long the first in line has been due; 0: none
  std::int64_t upgradesStopped = 0;                      // until a person retries them
  std::vector<ProblemCount> waiting;                     // what documents on their way wait for
  std::vector<ProblemCount> unanswered;                  // continued without an answer about revocation, of one day
  std::string lastNight;                                 // the day that the last finished night was planned for
  bool officeOpen = false;                               // this host fills
  int officeSlots = 0;
  Office::Counters office;
};

// Takes one within the database's deadline; never throws. `stages`: those of this host.
Sample takeSample(PortalDatabase& database, const Office* office, const std::vector<Stage>& stages);

}  // namespace balalyk
