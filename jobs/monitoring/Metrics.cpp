#include "jobs/monitoring/Metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>

#include "connectors/texts/Messages.h"
#include "jobs/text/DispositionWord.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/problems/Problems.h"

namespace balalyk {
namespace {

// Seconds: from a claim's round trip to the deadline of a document in the office.
const prometheus::Histogram::BucketBoundaries kStageBuckets = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                               0.25,  0.5,    1,     2.5,  5,     10,   30};

// Counters elsewhere that only grow are carried over by what they grew.
void growTo(prometheus::Counter& counter, std::uint64_t value) {
  const auto grown = static_cast<double>(value) - counter.Value();
  if (grown > 0) counter.Increment(grown);
}

}  // namespace

struct Metrics::Families {
  explicit Families(const Messages& messages) : messages(messages) {}

  const Messages& messages;
  prometheus::Registry registry;
  std::mutex mutex;
  std::map<std::pair<Stage, Kind>, prometheus::Histogram*> durations;
  std::map<std::pair<State, Kind>, prometheus::Gauge*> counts;  // these: of the one thread that samples

  using Gauges = std::map<std::pair<State, std::string>, prometheus::Gauge*>;  // by state and code
  Gauges waitingCounts, unansweredCounts;
  static void set(Gauges& gauges, prometheus::Family<prometheus::Gauge>& family,
                  const std::vector<ProblemCount>& counts) {
    std::map<std::pair<State, std::string>, std::int64_t> sums;
    for (const auto& [key, gauge] : gauges) sums[key] = 0;
    for (const auto& [state, problem, count] : counts) sums[{state, problem.code}] += count;
    for (const auto& [key, sum] : sums) {
      const auto& [state, code] = key;
      auto*& gauge = gauges[key];
      if (!gauge)
        gauge = &family.Add(
            {{"state", balalyk::toString(state)}, {"part", balalyk::toString(problemKind(code).part)}, {"code", code}});
      gauge->Set(static_cast<double>(sum));
    }
  }

  std::string help(const char* name) const { return messages.text(std::string("metric.") + name); }
  prometheus::Family<prometheus::Gauge>& gauge(const char* name) {
    return prometheus::BuildGauge().Name(std::string("balalyk_") + name).Help(help(name)).Register(registry);
  }
  prometheus::Family<prometheus::Counter>& counter(const char* name) {
    return prometheus::BuildCounter().Name(std::string("balalyk_") + name).Help(help(name)).Register(registry);
  }

  prometheus::Family<prometheus::Histogram>& stageDuration = prometheus::BuildHistogram()
                                                                 .Name("balalyk_stage_duration_seconds")
                                                                 .Help(help("stage_duration_seconds"))
                                                                 .Register(registry);
  prometheus::Family<prometheus::Counter>& stageFailures = counter("stage_failures_total");
  prometheus::Family<prometheus::Counter>& leasesLost = counter("leases_lost_total");
  prometheus::Family<prometheus::Counter>& troubles = counter("troubles_total");
  prometheus::Family<prometheus::Gauge>& build = gauge("build_info");
  prometheus::Family<prometheus::Gauge>& documents = gauge("documents");
  prometheus::Family<prometheus::Gauge>& waiting = gauge("documents_waiting");
  prometheus::Family<prometheus::Gauge>& unanswered = gauge("documents_revocation_unanswered");
  prometheus::Family<prometheus::Gauge>& oldestDue = gauge("oldest_due_seconds");
  prometheus::Family<prometheus::Gauge>& upgradesStopped = gauge("upgrades_stopped");
  prometheus::Family<prometheus::Gauge>& databaseUp = gauge("database_up");
  prometheus::Family<prometheus::Gauge>& lastNight = gauge("last_night_planned_timestamp_seconds");
  prometheus::Family<prometheus::Gauge>& officeSlots = gauge("office_slots");
  prometheus::Family<prometheus::Counter>& officeDocuments = counter("office_documents_total");
  prometheus::Family<prometheus::Counter>& officeRestarts = counter("office_restarts_total");
  prometheus::Family<prometheus::Counter>& officeRecycles = counter("office_recycles_total");
};

Metrics::Metrics(const Messages& messages) : families_(std::make_unique<Families>(messages)) {
  families_->build.Add({{"version", BALALYK_VERSION}}).Set(1);
}

Metrics::~Metrics() = default;

void Metrics::done(const Document& document, Stage stage, std::chrono::microseconds took) {
  prometheus::Histogram* histogram = nullptr;
  {
    const std::lock_guard lock(families_->mutex);
    auto& known = families_->durations[{stage, document.kind}];
    if (!known)
      known = &families_->stageDuration.Add(
          {{"stage", balalyk::toString(stage)}, {"kind", balalyk::toString(document.kind)}}, kStageBuckets);
    histogram = known;
  }
  histogram->Observe(std::chrono::duration<double>(took).count());
}

void Metrics::failed(const Document&, Stage stage, Disposition disposition, const Problem& problem) {
  families_->stageFailures
      .Add({{"stage", balalyk::toString(stage)},
            {"disposition", toString(disposition)},
            {"part", balalyk::toString(problemKind(problem.code).part)},
            {"code", problem.code}})
      .Increment();
}

void Metrics::leaseLost(const Document&, Stage stage) {
  families_->leasesLost.Add({{"stage", balalyk::toString(stage)}}).Increment();
}

void Metrics::trouble(const Problem& problem) {
  families_->troubles.Add({{"part", balalyk::toString(problemKind(problem.code).part)}, {"code", problem.code}})
      .Increment();
}

void Metrics::sampled(const Sample& sample) {
  auto& all = *families_;
  all.databaseUp.Add({}).Set(sample.databaseAnswers ? 1 : 0);
  if (sample.officeOpen) {
    all.officeSlots.Add({}).Set(sample.officeSlots);
    growTo(all.officeDocuments.Add({{"result", "filled"}}), sample.office.filled);
    growTo(all.officeDocuments.Add({{"result", "failed"}}), sample.office.failed);
    growTo(all.officeRestarts.Add({}), sample.office.restarts);
    growTo(all.officeRecycles.Add({}), sample.office.recycles);
  }
  if (!sample.databaseAnswers) return;  // what was seen last stays, and database_up says that it is old
  auto gone = all.counts;               // a state that is not there any more counts none
  for (const auto& count : sample.counts) {
    auto*& gauge = all.counts[{count.state, count.kind}];
    if (!gauge) {
      gauge = &all.documents.Add({{"state", balalyk::toString(count.state)}, {"kind", balalyk::toString(count.kind)}});
    }
    gauge->Set(static_cast<double>(count.count));
    gone.erase({count.state, count.kind});
  }
  for (const auto& [key, gauge] : gone) gauge->Set(0);
  Families::set(all.waitingCounts, all.waiting, sample.waiting);
  Families::set(all.unansweredCounts, all.unanswered, sample.unanswered);
  for (const auto& [stage, due] : sample.oldestDue)
    all.oldestDue.Add({{"stage", balalyk::toString(stage)}}).Set(std::chrono::duration<double>(due).count());
  all.upgradesStopped.Add({}).Set(static_cast<double>(sample.upgradesStopped));
  if (const auto night = dateFromIso(sample.lastNight))
    all.lastNight.Add({}).Set(
        std::chrono::duration<double>(all.messages.zone().startOf(*night).time_since_epoch()).count());
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace balalyk
