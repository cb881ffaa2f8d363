#pragma once

#include <chrono>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "pipeline/engine/Observer.h"
#include "pipeline/engine/Worker.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/stages/Take.h"

namespace balalyk {

// What a night did: for the summary and the JSON report. Identifiers only, no personal data.
struct NightReport {
  std::string worker;
  Timestamp begun{}, ended{};
  TakeSummary take;
  std::chrono::microseconds takeTook{};

  struct StageFigures {
    std::int64_t done = 0, failed = 0, lost = 0;
    std::chrono::microseconds total{}, longest{};
  };
  std::map<Stage, StageFigures> stages;
  std::map<Kind, std::int64_t> published;
  int authorisedByStanding = 0;

  struct Failed {
    std::string documentId;
    Kind kind{};
    std::string number;
    Stage stage{};
    Disposition disposition{};
    Problem problem;
  };
  std::vector<Failed> failures;    // the last one of each document that did not get over it
  std::vector<Problem> troubles;   // outside of any document, each once
  std::vector<StateCount> counts;  // at the end, of the whole archive
  std::vector<LevelCount> levels;  // of all that is published
  // Signed, published or raised in this time although nobody answered about a certificate's revocation.
  std::vector<ProblemCount> unanswered;
  int raised = 0;                                               // published before, below the level wanted: due again
  std::map<std::string, std::int64_t> waitingForAuthorisation;  // commission id → sent documents
  std::map<std::string, std::int64_t> waitingForSecretary;      // commission id → drafted ones
  bool stopped = false;                                         // asked to stop before it was through

  bool allDone() const { return failures.empty() && take.findings.empty() && troubles.empty() && !stopped; }
};

struct NightOptions {
  TakeOptions take;
  WorkerOptions worker;
  std::vector<std::string> levelsToRaise;  // published documents of these levels are upgraded
  std::string name = Worker::newName();    // of the worker: known before, so that what it holds can be given back
};

// The nightly run: take what was decided, and move everything as far as it goes; meanwhile, unless documents of before
// are under way, which are first compared with the portal.
class Night {
 public:
  Night(PortalDatabase& database, DocumentStore& store, std::vector<std::shared_ptr<StageRunner>> stages,
        Observer& observer, NightOptions options);

  // Throws only when nothing can be done at all (database or store unusable).
  NightReport run(std::stop_token stop);

 private:
  bool nothingUnderWay() const;

  PortalDatabase& database_;
  DocumentStore& store_;
  std::vector<std::shared_ptr<StageRunner>> stages_;
  Observer& observer_;
  NightOptions options_;
};

}  // namespace balalyk
