#include "jobs/commands/EvidenceRun.h"

#include <algorithm>

#include "connectors/texts/ProblemText.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Log.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "jobs/wiring/TrustFiles.h"
#include "pipeline/engine/RunLease.h"
#include "pipeline/engine/WorkerIdentity.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/ports/TrustServices.h"

namespace balalyk {

EvidenceStatus evidenceStatus(Session& session) {
  auto& database = session.connections.database();
  const auto policy = readPolicy(session.settings.path("signatures.policy"));
  const auto margin = session.settings.duration("evidence.renewBefore");
  const auto now = database.now();
  EvidenceStatus status{.unsealed = database.evidence().countUnsealed()};
  for (const auto& set : database.evidence().all(0, 1'000'000))
    if (set.kind == EvidenceKind::seal) status.sealed += set.leaves - (set.auditDigest.empty() ? 0 : 1);
  for (const auto& set : database.evidence().current()) {
    ++status.timeStamps;
    const auto end = endOfUse(set, policy);
    status.oldest = std::min(status.oldest.value_or(set.stampedAt), set.stampedAt);
    status.end = std::min(status.end.value_or(end), end);
    if (std::ranges::find(status.algorithms, set.algorithm) == status.algorithms.end())
      status.algorithms.push_back(set.algorithm);
  }
  if (status.end) status.due = *status.end - margin;
  status.renewalDue = status.due && *status.due <= now;
  const auto then = std::chrono::floor<std::chrono::seconds>(now + margin);
  for (const auto& algorithm : status.algorithms)
    if (policy.digestUse(algorithm, then) != signing::ValidationPolicy::Use::allowed)
      status.endingAlgorithms.push_back(algorithm);
  return status;
}

namespace {

// Asks whether the run is still ours before each time stamp: it is paid for.
class FencedTimeStamps final : public signing::TimeStampSource {
 public:
  FencedTimeStamps(signing::TimeStampSource& source, RunLease& lease) : source_(source), lease_(lease) {}

  std::string stamp(const signing::Digest& imprint) override {
    requireHeld();
    return source_.stamp(imprint);
  }
  std::string stampValue(const signing::DigestMethod& method, std::string_view value) override {
    requireHeld();
    return source_.stampValue(method, value);
  }

 private:
  void requireHeld() {
    if (!lease_.held()) throw Error("evidenceBusy");
  }

  signing::TimeStampSource& source_;
  RunLease& lease_;
};

std::unique_ptr<RunLease> beginEvidence(Session& session, const std::string& worker, Observer& observer) {
  auto& database = session.connections.database();
  releaseTheDead(database.queue());
  auto lease = RunLease::begin(database, {"evidence", "running", worker, session.settings.duration("worker.lease")},
                               observer, [] {});
  if (!lease) throw Error("evidenceBusy");
  return lease;
}

}  // namespace

struct EvidenceRun::Parts {
  Parts(Session& session, const std::string& worker, const std::string& actor, Observer& observer)
      : lease(beginEvidence(session, worker, observer)),
        stamps(session.connections.trust().timeStamps(), *lease),
        keeper(session.connections.database(), session.connections.store(), stamps,
               readPolicy(session.settings.path("signatures.policy")), actor, [&observer] { observer.pulse(); }) {}

  std::unique_ptr<RunLease> lease;
  FencedTimeStamps stamps;
  EvidenceKeeper keeper;
};

EvidenceRun::EvidenceRun(Session& session, const std::string& worker, const std::string& actor, Observer& observer)
    : parts_(std::make_unique<Parts>(session, worker, actor, observer)) {}

EvidenceRun::~EvidenceRun() = default;

EvidenceKeeper& EvidenceRun::keeper() {
  return parts_->keeper;
}

void keepEvidence(Session& session, const std::string& worker, std::stop_token stop, Observer& observer,
                  std::vector<Problem>& troubles) {
  try {
    EvidenceRun run(session, worker, worker, observer);
    auto outcome = run.keeper().seal(stop);
    session.log.event(LogLevel::information, "evidenceSealed", {{"count", std::to_string(outcome.covered)}});
    for (auto& problem : outcome.problems) troubles.push_back(std::move(problem));
    if (stop.stop_requested()) return;
    const auto status = evidenceStatus(session);
    if (!status.endingAlgorithms.empty())
      troubles.push_back({"evidenceAlgorithmEnds", {{"algorithm", status.endingAlgorithms.front()}}});
    else if (status.renewalDue)
      session.log.event(LogLevel::information, "evidenceRenewed",
                        {{"count", std::to_string(run.keeper().renew().covered)}});
  } catch (const std::exception& error) {
    troubles.push_back(problemOf(error));
  }
}

}  // namespace balalyk
