#include "connectors/office/FillQueue.h"

#include <algorithm>

#include "pipeline/Error.h"

namespace balalyk {

namespace {

StageError unavailable(const char* reason) {
  return {Disposition::retry, {"officeUnavailable", {{"reason", reason}}}};
}

}  // namespace

void FillQueue::add(std::span<const std::shared_ptr<FillTask>> tasks) {
  const std::lock_guard lock(mutex_);
  if (closed_) throw unavailable("closed");
  if (interactive_.size() + others_.size() + tasks.size() > maxWaiting_) throw unavailable("queueFull");
  for (const auto& task : tasks) {
    (task->interactive ? interactive_ : others_).push_back(task);
    arrived_.notify_one();
  }
}

void FillQueue::await(const std::shared_ptr<FillTask>& task, std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  task->changed.wait_for(lock, patience, [&] {
    return task->state == FillTask::State::done || (task->state == FillTask::State::waiting && closed_);
  });
  if (task->state == FillTask::State::waiting) {
    erase(task);
    throw unavailable(closed_ ? "closed" : "noSlotInTime");
  }
  // Taken: the slot has its own deadline and always finishes it.
  task->changed.wait(lock, [&] { return task->state == FillTask::State::done; });
  if (task->error) std::rethrow_exception(task->error);
}

void FillQueue::run(const std::shared_ptr<FillTask>& task, std::chrono::milliseconds patience) {
  add({&task, 1});
  await(task, patience);
}

void FillQueue::withdraw(const std::shared_ptr<FillTask>& task) {
  const std::lock_guard lock(mutex_);
  task->wanted = false;
  if (task->state == FillTask::State::waiting) erase(task);
}

bool FillQueue::wanted(const FillTask& task) const {
  const std::lock_guard lock(mutex_);
  return task.wanted;
}

void FillQueue::erase(const std::shared_ptr<FillTask>& task) {
  auto& line = task->interactive ? interactive_ : others_;
  if (&line == &others_ && !line.empty() && line.front() == task) overtaken_ = 0;
  std::erase(line, task);
}

std::shared_ptr<FillTask> FillQueue::pop(const std::string& layout) {
  auto& line = interactive_.empty() ? others_ : interactive_;
  if (line.empty()) return nullptr;
  auto next = line.begin();
  if (&line == &others_) {
    const auto alike = std::ranges::find(line, layout, [](const auto& task) { return task->layout; });
    if (alike != line.end() && overtaken_ < kMostOvertaken && first_ == kFirst) next = alike;
    overtaken_ = next == line.begin() ? 0 : overtaken_ + 1;
  }
  first_ = std::min(first_ + 1, kFirst);
  auto task = *next;
  line.erase(next);
  task->state = FillTask::State::taken;
  return task;
}

std::shared_ptr<FillTask> FillQueue::take(std::chrono::milliseconds wait, const std::string& layout) {
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, wait, [&] { return closed_ || !interactive_.empty() || !others_.empty(); });
  return closed_ ? nullptr : pop(layout);
}

void FillQueue::finish(FillTask& task, std::exception_ptr error) {
  const std::lock_guard lock(mutex_);
  task.error = std::move(error);
  task.state = FillTask::State::done;
  task.changed.notify_all();  // while it is locked: whoever waits owns the task, and may end it
}

std::size_t FillQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return interactive_.size() + others_.size();
}

void FillQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  arrived_.notify_all();
  closing_.notify_all();
  for (const auto* line : {&interactive_, &others_})
    for (const auto& task : *line) task->changed.notify_all();
}

bool FillQueue::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

bool FillQueue::waitClosed(std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  return closing_.wait_for(lock, wait, [&] { return closed_; });
}

}  // namespace balalyk
