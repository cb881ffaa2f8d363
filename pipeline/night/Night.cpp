#include "pipeline/night/Night.h"

#include <algorithm>
#include <mutex>

#include "pipeline/document/Lifecycle.h"

namespace balalyk {

namespace {

// An archive whose level is to rise is worked off night by night.
constexpr int kRaisedANight = 20'000;

// Passes everything on and keeps the figures.
class Recorder final : public Observer {
 public:
  Recorder(Observer& next, NightReport& report) : next_(next), report_(report) {}

  void pulse() override { next_.pulse(); }

  void started(const Document& document, Stage stage) override { next_.started(document, stage); }

  void done(const Document& document, Stage stage, std::chrono::microseconds took) override {
    {
      const std::lock_guard lock(mutex_);
      auto& figures = report_.stages[stage];
      ++figures.done;
      figures.total += took;
      figures.longest = std::max(figures.longest, took);
      if (stage == Stage::publish) ++report_.published[document.kind];
      failures_.erase(document.id);
    }
    next_.done(document, stage, took);
  }

  void failed(const Document& document, Stage stage, Disposition disposition, const Problem& problem) override {
    {
      const std::lock_guard lock(mutex_);
      ++report_.stages[stage].failed;
      failures_[document.id] = {document.id, document.kind, document.number, stage, disposition, problem};
    }
    next_.failed(document, stage, disposition, problem);
  }

  void leaseLost(const Document& document, Stage stage) override {
    {
      const std::lock_guard lock(mutex_);
      ++report_.stages[stage].lost;
    }
    next_.leaseLost(document, stage);
  }

  void authorised(int count) override {
    {
      const std::lock_guard lock(mutex_);
      report_.authorisedByStanding += count;
    }
    next_.authorised(count);
  }

  void trouble(const Problem& problem) override {
    {
      const std::lock_guard lock(mutex_);
      if (std::ranges::find(report_.troubles, problem) == report_.troubles.end()) report_.troubles.push_back(problem);
    }
    next_.trouble(problem);
  }

  void conclude() {
    for (auto& [id, failure] : failures_) report_.failures.push_back(std::move(failure));
  }

 private:
  Observer& next_;
  NightReport& report_;
  std::mutex mutex_;
  std::map<std::string, NightReport::Failed> failures_;
};

}  // namespace

Night::Night(PortalDatabase& database, DocumentStore& store, std::vector<std::shared_ptr<StageRunner>> stages,
             Observer& observer, NightOptions options)
    : database_(database),
      store_(store),
      stages_(std::move(stages)),
      observer_(observer),
      options_(std::move(options)) {}

// Whether there is none that the engine could move before it was compared with the portal.
bool Night::nothingUnderWay() const {
  static constexpr States kMoved{State::decided, State::sent, State::authorised, State::signed_};
  const auto counts = database_.archive().counts();
  return std::ranges::none_of(counts, [](const StateCount& one) { return one.count > 0 && kMoved.has(one.state); });
}

NightReport Night::run(std::stop_token stop) {
  NightReport report{.worker = options_.name, .begun = database_.now()};
  store_.probe();
  database_.queue().hasten();
  if (!options_.levelsToRaise.empty()) {
    report.raised = database_.queue().raise(options_.levelsToRaise, kRaisedANight);
  }

  Recorder recorder(observer_, report);
  const auto takeAll = [&] {
    const auto start = std::chrono::steady_clock::now();
    auto take = options_.take;
    take.onBatch = [this] { observer_.pulse(); };
    report.take = Take(database_).run(report.worker, take);
    report.takeTook = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    for (const auto& problem : report.take.ofViews) recorder.trouble(problem);
  };
  // Otherwise what the portal changed or withdrew since would be in work before it is known, and count as a failure.
  const bool meanwhile = nothingUnderWay();
  if (!meanwhile) takeAll();
  Worker(report.worker, database_, stages_, recorder, options_.worker)
      .drain(stop, meanwhile ? std::function<void()>(takeAll) : nullptr);
  recorder.conclude();

  report.stopped = stop.stop_requested();
  for (const auto& [commission, count] : database_.archive().sentByCommission())
    report.waitingForAuthorisation[commission] = count;
  for (const auto& [commission, count] : database_.archive().draftedByCommission())
    report.waitingForSecretary[commission] = count;
  report.counts = database_.archive().counts();
  report.levels = database_.archive().levelCounts();
  report.ended = database_.now();
  const auto since = report.ended - report.begun + std::chrono::seconds{1};
  report.unanswered = database_.archive().flagCounts(Part::revocation, since);
  return report;
}

}  // namespace balalyk
