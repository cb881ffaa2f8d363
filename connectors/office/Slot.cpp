#include "connectors/office/Slot.h"

#include <algorithm>

#include "pipeline/Error.h"

namespace balalyk {

using namespace std::chrono_literals;

namespace {

constexpr auto kIdle = 200ms;  // how soon a death between documents is noticed
constexpr auto kStartPoll = 5ms;
constexpr auto kLongestPause = 5s;  // between failed starts
constexpr int kMaxStarts = 4;       // a fresh profile may ask to be started again

StageError retry(const char* code, const FillTask& task, const std::string& detail) {
  return {Disposition::retry, {code, {{"document", task.documentId}, {"detail", detail}}}};
}

std::string templateKey(const FillTask& task) {
  return task.sheet->digest + task.request.language;
}

}  // namespace

Slot::Desk::~Desk() {
  process.reset();
  Workplace::closeDesk(folder);
}

Slot::Slot(const OfficeSettings& settings, Workplace& workplace, FillQueue& queue, CrashRecord& crashes,
           PoolCounters& counters)
    : settings_(settings), workplace_(workplace), queue_(queue), crashes_(crashes), counters_(counters) {
  thread_ = std::thread([this] { work(); });
}

Slot::~Slot() {
  thread_.join();
}

void Slot::work() {
  // soffice is started here and nowhere else: it is killed when the thread that started it ends.
  while (!queue_.closed()) {
    if (!ensureDesk()) continue;
    adoptNext();
    if (const auto task = queue_.take(kIdle)) serve(*task);
  }
  desk_.reset();
  next_.reset();
}

std::unique_ptr<Slot::Desk> Slot::start() {
  auto desk = std::make_unique<Desk>();
  desk->folder = workplace_.openDesk();
  desk->process = std::make_unique<OfficeProcess>(workplace_.launch(desk->folder));
  desk->deadline = OfficeProcess::Clock::now() + settings_.startDeadline;
  return desk;
}

bool Slot::ready(Desk& desk) {
  if (!desk.officeVersion.empty()) return true;
  if (desk.process->wantsStartAgain() && desk.starts++ < kMaxStarts) {
    desk.process = std::make_unique<OfficeProcess>(workplace_.launch(desk.folder));
    return false;
  }
  if (desk.process->hasReply()) {
    desk.officeVersion = desk.process->receive(desk.deadline).officeVersion;
    return true;
  }
  if (!desk.process->healthy()) throw ProcessFailure(ProcessFailure::Kind::crashed, desk.process->ending());
  if (OfficeProcess::Clock::now() > desk.deadline) throw ProcessFailure(ProcessFailure::Kind::timedOut, "start");
  return false;
}

bool Slot::usable() const {
  // Without its temporary folder soffice lives on but exports nothing: somebody cleaned up.
  std::error_code error;
  return desk_ && desk_->process->healthy() && std::filesystem::exists(desk_->folder / "tmp", error);
}

bool Slot::ensureDesk() {
  if (usable()) return true;
  if (desk_) ++counters_.restarts;
  desk_.reset();
  try {
    desk_ = next_ ? std::move(next_) : start();
    while (!ready(*desk_)) {
      if (queue_.waitClosed(kStartPoll)) return false;
    }
    failedStarts_ = 0;
    return true;
  } catch (const ProcessFailure& failure) {
    desk_.reset();
    // Whoever waits learns it now; the engine tries again later.
    if (const auto task = queue_.take(0ms)) {
      ++counters_.failed;
      queue_.finish(*task, std::make_exception_ptr(retry("officeUnavailable", *task, failure.what())));
    }
    const auto pause = 50ms * (1 << std::min(failedStarts_++, 10));
    queue_.waitClosed(std::min<std::chrono::milliseconds>(pause, kLongestPause));
    return false;
  }
}

void Slot::adoptNext() {
  if (!next_) return;
  try {
    if (!ready(*next_)) return;
    desk_ = std::move(next_);
    ++counters_.recycles;
  } catch (const ProcessFailure&) {
    next_.reset();  // the old one goes on, and the next document asks for another
  }
}

void Slot::serve(FillTask& task) {
  if (!ensureDesk()) {
    ++counters_.failed;
    return queue_.finish(task, std::make_exception_ptr(retry("officeUnavailable", task, "no start")));
  }
  const auto deadline = OfficeProcess::Clock::now() + settings_.documentDeadline;
  const auto key = templateKey(task);
  try {
    const bool held = desk_->templates.contains(key);
    task.request.templateBytes = held ? std::string() : task.sheet->bytes;
    desk_->process->send(task.request, deadline);
    task.reply = desk_->process->receive(deadline);
    if (task.reply.status == filler::Reply::Status::unknownTemplate) {  // it made room for others
      task.request.templateBytes = task.sheet->bytes;
      desk_->process->send(task.request, deadline);
      task.reply = desk_->process->receive(deadline);
    }
  } catch (const ProcessFailure& failure) {
    ++counters_.failed;
    ++counters_.restarts;
    desk_.reset();
    const bool crashed = failure.kind == ProcessFailure::Kind::crashed;
    const auto error = retry(crashed ? "officeCrashed" : "officeTimedOut", task, failure.what());
    const bool again = crashes_.add(task.documentId) > 1;
    queue_.finish(task, again ? std::make_exception_ptr(StageError(Disposition::quarantined, error.problem()))
                              : std::make_exception_ptr(error));
    return;
  }
  if (task.reply.keepsTemplate) {
    desk_->templates.insert(key);
  } else {
    desk_->templates.erase(key);
  }
  task.officeVersion = desk_->officeVersion;
  ++desk_->documents;
  crashes_.remove(task.documentId);
  const auto resident = task.reply.residentKilobytes;
  if (task.reply.status == filler::Reply::Status::done) {
    ++counters_.filled;
    queue_.finish(task);
  } else {
    ++counters_.failed;
    queue_.finish(task, std::make_exception_ptr(retry("officeFailed", task, task.reply.step + " " + task.reply.fault)));
  }
  replaceIfWorn(resident);
}

void Slot::replaceIfWorn(std::uint64_t residentKilobytes) {
  const bool worn = desk_->documents >= settings_.recycleAfterDocuments ||
                    residentKilobytes > (std::uint64_t(settings_.recycleAboveMegabytes) << 10);
  if (!worn || next_) return;
  try {
    next_ = start();
  } catch (const ProcessFailure&) {
    next_.reset();
  }
}

}  // namespace balalyk
