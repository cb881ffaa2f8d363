#include "jobs/output/ProgressReporter.h"

#include <algorithm>

#include "connectors/texts/Messages.h"
#include "jobs/output/Console.h"
#include "jobs/output/Log.h"

namespace balalyk {
namespace {

constexpr std::chrono::minutes kTroubleAgain{1};
constexpr std::chrono::minutes kWaitAgain{15};  // as long as such a document waits

State reachedBy(Stage stage) {
  switch (stage) {
    case Stage::fill:
      return State::drafted;
    case Stage::sign:
      return State::signed_;
    case Stage::publish:
    case Stage::upgrade:
      break;
  }
  return State::published;
}

// nullopt: it stays where it was.
std::optional<State> stateAfter(Disposition disposition) {
  switch (disposition) {
    case Disposition::returned:
      return State::returned;
    case Disposition::quarantined:
      return State::quarantined;
    case Disposition::sent:
      return State::sent;
    case Disposition::withdrawn:
      return State::withdrawn;
    case Disposition::retry:
    case Disposition::wait:
      break;
  }
  return std::nullopt;
}

const char* eventOf(Disposition disposition) {
  switch (disposition) {
    case Disposition::retry:
      return "documentRetried";
    case Disposition::returned:
      return "documentReturned";
    case Disposition::quarantined:
      return "documentQuarantined";
    case Disposition::withdrawn:
      return "documentWithdrawn";
    case Disposition::sent:
      return "documentWaitsAgain";
    case Disposition::wait:
      break;
  }
  return "documentWaits";
}

}  // namespace

ProgressReporter::ProgressReporter(Console& console, const Messages& messages, const Log& log,
                                   CountPending countPending, Pace pace)
    : console_(console), messages_(messages), log_(log), countPending_(std::move(countPending)), pace_(pace) {}

ProgressReporter::~ProgressReporter() {
  finish();
}

void ProgressReporter::begin() {
  drawer_ = std::thread([this] { run(); });
}

void ProgressReporter::finish() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  if (drawer_.joinable()) drawer_.join();
  console_.status({});
}

Progress ProgressReporter::now() const {
  const std::lock_guard lock(mutex_);
  Progress progress = progress_;
  progress.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun_);
  return progress;
}

void ProgressReporter::run() {
  const auto pause = console_.hasTerminal() ? pace_.redraw : pace_.line;
  auto nextCount = Clock::now();
  std::unique_lock lock(mutex_);
  // A run that is over before the first line is due says nothing.
  if (!console_.hasTerminal()) wake_.wait_for(lock, pause, [this] { return ending_; });
  while (!ending_) {
    lock.unlock();
    if (Clock::now() >= nextCount) {
      count();
      nextCount = Clock::now() + pace_.count;
    }
    show();
    lock.lock();
    wake_.wait_for(lock, pause, [this] { return ending_; });
  }
}

// A document is done when no stage of it is due. The total grows while records are still being taken.
void ProgressReporter::count() {
  std::int64_t pending = 0;
  try {
    pending = countPending_();
  } catch (const std::exception&) {
    return;  // the engine meets the same database, and reports what is wrong with it
  }
  const std::lock_guard lock(mutex_);
  const auto ended = std::count_if(states_.begin(), states_.end(), [](const auto& entry) {
    return entry.second == State::published || entry.second == State::returned || entry.second == State::quarantined ||
           entry.second == State::withdrawn;
  });
  progress_.total = std::max<std::int64_t>(progress_.total, ended + pending);
  progress_.done = std::max(progress_.done, progress_.total - pending);
}

void ProgressReporter::show() {
  const Progress progress = now();
  if (progress.total == 0) return;
  if (console_.hasTerminal())
    console_.status(progressBar(progress, messages_, console_.width() - 1));
  else
    log_.event(LogLevel::information, "progress",
               {{"done", std::to_string(progress.done)},
                {"total", std::to_string(progress.total)},
                {"failed", std::to_string(progress.failed)},
                {"text", progressLine(progress, messages_)}});
}

void ProgressReporter::moved(const std::string& documentId, State state) {
  const std::lock_guard lock(mutex_);
  const auto [entry, isNew] = states_.try_emplace(documentId, state);
  if (!isNew) {
    --progress_.reached[entry->second];
    entry->second = state;
  }
  ++progress_.reached[state];
  if (state == State::returned || state == State::quarantined) ++progress_.failed;
}

void ProgressReporter::done(const Document& document, Stage stage, std::chrono::microseconds took) {
  moved(document.id, reachedBy(stage));
  if (log_.shows(LogLevel::debug))
    log_.event(LogLevel::debug, "stageDone",
               {{"document", document.id}, {"stage", toString(stage)}, {"ms", std::to_string(took.count() / 1000)}});
}

void ProgressReporter::failed(const Document& document, Stage stage, Disposition disposition, const Problem& problem) {
  const auto state = stateAfter(disposition);
  if (state) moved(document.id, *state);
  if (disposition == Disposition::wait) return waits(document, stage, problem);
  log_.problem(state ? LogLevel::error : LogLevel::warning, eventOf(disposition), problem,
               {{"document", document.id}, {"stage", toString(stage)}});
}

// What one key or one disk holds up holds up all of its documents: it is said once, and of each only when asked for.
void ProgressReporter::waits(const Document& document, Stage stage, const Problem& problem) {
  bool again = false;
  {
    const std::lock_guard lock(mutex_);
    const auto [known, isNew] = waits_.try_emplace(toString(problem), Clock::now());
    again = !isNew && Clock::now() - known->second < kWaitAgain;
    if (!again) known->second = Clock::now();
  }
  if (!again) log_.problem(LogLevel::warning, "documentsWait", problem, {{"stage", toString(stage)}});
  log_.problem(LogLevel::debug, "documentWaits", problem, {{"document", document.id}, {"stage", toString(stage)}});
}

void ProgressReporter::leaseLost(const Document& document, Stage stage) {
  log_.event(LogLevel::warning, "leaseLost", {{"document", document.id}, {"stage", toString(stage)}});
}

void ProgressReporter::authorised(int count) {
  log_.event(LogLevel::debug, "authorisedByStanding", {{"count", std::to_string(count)}});
}

void ProgressReporter::trouble(const Problem& problem) {
  {
    const std::lock_guard lock(mutex_);
    const auto reported = troubles_.find(problem.code);
    if (reported != troubles_.end() && Clock::now() - reported->second < kTroubleAgain) return;
    troubles_[problem.code] = Clock::now();
  }
  log_.problem(LogLevel::error, "trouble", problem);
}

}  // namespace balalyk
