#include "connectors/office/Slot.h"

#include <algorithm>
#include <new>
#include <typeinfo>

#include "pipeline/Error.h"

namespace balalyk {

using namespace std::chrono_literals;

namespace {

constexpr auto kIdle = 200ms;  // how soon a death between documents is noticed
constexpr auto kStartPoll = 5ms;
constexpr auto kLongestPause = 5s;  // between failed starts
constexpr int kMaxStarts = 4;       // a fresh profile may ask to be started again

constexpr int kRuns = 2;     // of a document that brings soffice down: bad luck is not met twice
constexpr int kPassing = 3;  // failed starts in a row that may be a passing trouble
constexpr std::size_t kKeptOutput = 32 << 10;

StageError problem(Disposition disposition, const char* code, const FillTask& task, const std::string& detail) {
  return {disposition, {code, {{"document", task.documentId}, {"detail", detail}}}};
}

}  // namespace

Slot::OfficeInstance::~OfficeInstance() {
  process.reset();
  Workplace::closeInstance(folder);
}

Slot::Slot(const OfficeSettings& settings, Workplace& workplace, FillQueue& queue, PoolCounters& counters, Begin begin)
    : settings_(settings), workplace_(workplace), queue_(queue), counters_(counters), begin_(begin) {
  thread_ = std::thread([this] { work(); });
}

Slot::~Slot() {
  thread_.join();
}

void Slot::awaitAnother() {
  const auto limit = OfficeProcess::Clock::now() + kLongestPause;
  while (counters_.slotsReady == 0 && OfficeProcess::Clock::now() < limit && !queue_.waitClosed(kStartPoll)) {
  }
}

void Slot::work() {
  if (begin_ == Begin::afterAnother) awaitAnother();
  while (!queue_.closed()) {
    if (!ensureDesk()) continue;
    adoptNext();
    if (const auto task = queue_.take(kIdle, layout_)) serve(*task);
  }
  instance_.reset();
  next_.reset();
}

std::unique_ptr<Slot::OfficeInstance> Slot::start() {
  auto instance = std::make_unique<OfficeInstance>();
  try {
    instance->folder = workplace_.openInstance();
    instance->process = std::make_unique<OfficeProcess>(workplace_.launch(instance->folder));
  } catch (const ProcessFailure&) {
    throw;
  } catch (const std::exception& error) {  // of memory, for one: no start, but the thread lives
    throw ProcessFailure(ProcessFailure::Kind::crashed, typeid(error).name());
  }
  instance->deadline = OfficeProcess::Clock::now() + settings_.startDeadline;
  return instance;
}

bool Slot::ready(OfficeInstance& instance) {
  if (!instance.officeVersion.empty()) return true;
  if (instance.process->hasReply()) {
    try {
      instance.officeVersion = instance.process->receive(instance.deadline).officeVersion;
      return true;
    } catch (const ProcessFailure&) {
      if (!instance.process->wantsStartAgain()) throw;
    }
  }
  if (instance.process->wantsStartAgain() && instance.starts++ < kMaxStarts) {
    instance.process = std::make_unique<OfficeProcess>(workplace_.launch(instance.folder));
    return false;
  }
  if (!instance.process->healthy()) throw ProcessFailure(ProcessFailure::Kind::crashed, instance.process->ending());
  if (OfficeProcess::Clock::now() > instance.deadline) throw ProcessFailure(ProcessFailure::Kind::timedOut, "start");
  return false;
}

bool Slot::usable() const {
  // Without its temporary folder soffice lives on but exports nothing: somebody cleaned up.
  std::error_code error;
  return instance_ && instance_->process->healthy() && std::filesystem::exists(instance_->folder / "tmp", error);
}

void Slot::lose() {
  ++counters_.restarts;
  --counters_.slotsReady;
  lostAt_ = OfficeProcess::Clock::now();
  instance_.reset();
}

void Slot::found() {
  failedStarts_ = 0;
  ++counters_.slotsReady;
  if (!lostAt_) return;
  const std::int64_t outage =
      std::chrono::duration_cast<std::chrono::milliseconds>(OfficeProcess::Clock::now() - *lostAt_).count();
  auto longest = counters_.longestOutage.load();
  while (outage > longest && !counters_.longestOutage.compare_exchange_weak(longest, outage)) {
  }
  lostAt_.reset();
}

bool Slot::ensureDesk() {
  if (usable()) return true;
  if (instance_) lose();
  try {
    instance_ = next_ ? std::move(next_) : start();
    while (!ready(*instance_)) {
      if (queue_.waitClosed(kStartPoll)) return false;
    }
    found();
    return true;
  } catch (const ProcessFailure& failure) {
    instance_.reset();
    const auto pause = 50ms * (1 << std::min(failedStarts_++, 10));
    // Whoever waits learns it now, unless another slot works; the engine tries again later.
    if (const auto task = counters_.slotsReady == 0 ? queue_.take(0ms) : nullptr) {
      ++counters_.failed;
      queue_.finish(*task, std::make_exception_ptr(unavailable(*task, failure.what())));
    }
    queue_.waitClosed(std::min<std::chrono::milliseconds>(pause, kLongestPause));
    return false;
  }
}

void Slot::adoptNext() {
  if (!next_) return;
  try {
    if (!ready(*next_)) return;
    instance_ = std::move(next_);
    ++counters_.recycles;
  } catch (const ProcessFailure&) {
    next_.reset();  // the old one continues, and the next document asks for another
  }
}

StageError Slot::unavailable(const FillTask& task, const std::string& reason) const {
  if (workplace_.full()) return {Disposition::wait, {"officeDiskFull", {{"document", task.documentId}}}};
  const auto disposition = failedStarts_ > kPassing ? Disposition::wait : Disposition::retry;
  return {disposition, {"officeUnavailable", {{"document", task.documentId}, {"reason", reason}}}};
}

void Slot::serve(FillTask& task) {
  for (int run = 1;; ++run) {
    if (!ensureDesk()) {
      ++counters_.failed;
      return queue_.finish(task, std::make_exception_ptr(unavailable(task, "no start")));
    }
    task.officeVersion = instance_->officeVersion;
    const auto begun = OfficeProcess::Clock::now();
    try {
      make(task);
    } catch (const ProcessFailure& failure) {
      note(task, failure.what(), begun);
      lose();
      if (run < kRuns && queue_.wanted(task)) continue;
      ++counters_.failed;
      const bool crashed = failure.kind == ProcessFailure::Kind::crashed;
      return queue_.finish(
          task, std::make_exception_ptr(problem(Disposition::quarantined, crashed ? "officeCrashed" : "officeTimedOut",
                                                task, failure.what())));
    } catch (const std::exception& error) {  // the request is too large, or there is no memory for it or its answer
      lose();                                // it may have half of it
      ++counters_.failed;
      return queue_.finish(
          task, std::make_exception_ptr(problem(Disposition::retry, "officeFailed", task, typeid(error).name())));
    }
    return reported(task);
  }
}

void Slot::make(FillTask& task) {
  const auto begun = OfficeProcess::Clock::now();
  const auto deadline = begun + settings_.documentDeadline;
  const auto& key = layout_ = task.layout;
  task.request.templateBytes = instance_->templates.contains(key) ? std::string() : task.sheet->bytes;
  instance_->process->send(task.request, deadline);
  task.reply = instance_->process->receive(deadline);
  if (task.reply.status == filler::Reply::Status::unknownTemplate) {  // it made room for others
    task.request.templateBytes = task.sheet->bytes;
    instance_->process->send(task.request, deadline);
    task.reply = instance_->process->receive(deadline);
  }
  // It lives on, but what it could not get has been left half done anywhere in it.
  if (task.reply.fault == typeid(std::bad_alloc).name()) {
    throw ProcessFailure(ProcessFailure::Kind::crashed, "out of memory: " + task.reply.step);
  }
  if (task.reply.status == filler::Reply::Status::failed && !usable()) {
    throw ProcessFailure(ProcessFailure::Kind::crashed, "its folder is gone: " + task.reply.step);
  }
  if (task.reply.status == filler::Reply::Status::failed) note(task, task.reply.step + " " + task.reply.fault, begun);
  if (task.reply.keepsTemplate) {
    instance_->templates.insert(key);
  } else {
    instance_->templates.erase(key);
  }
  ++instance_->documents;
}

void Slot::reported(FillTask& task) {
  const auto resident = task.reply.residentKilobytes;
  if (task.reply.status == filler::Reply::Status::done) {
    ++counters_.filled;
    queue_.finish(task);
  } else {
    ++counters_.failed;
    const auto error =
        workplace_.full() ? unavailable(task, "")
                          : problem(Disposition::retry, "officeFailed", task, task.reply.step + " " + task.reply.fault);
    queue_.finish(task, std::make_exception_ptr(error));
  }
  replaceIfWorn(resident);
}

void Slot::note(FillTask& task, const std::string& ending, OfficeProcess::Clock::time_point begun) const {
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(OfficeProcess::Clock::now() - begun);
  task.runs.push_back({ending, took, instance_->documents, task.request.templateBytes.empty(),
                       Workplace::outputOf(instance_->folder, kKeptOutput)});
}

void Slot::replaceIfWorn(std::uint64_t residentKilobytes) {
  const bool worn = instance_->documents >= settings_.recycleAfterDocuments ||
                    residentKilobytes > (std::uint64_t(settings_.recycleAboveMegabytes) << 10);
  if (!worn || next_) return;
  try {
    next_ = start();
  } catch (const ProcessFailure&) {
    next_.reset();
  }
}

}  // namespace balalyk
