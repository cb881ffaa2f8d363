#include "pipeline/stages/DraftRemoval.h"

#include "pipeline/engine/StageRunner.h"
#include "pipeline/stages/DocumentFiles.h"

namespace balalyk {

DraftRemoval::DraftRemoval(DocumentStore& store, Observer& reporter)
    : store_(store), reporter_(reporter), thread_([this] { work(); }) {}

DraftRemoval::~DraftRemoval() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

void DraftRemoval::done(const Document& document, Stage stage, std::chrono::microseconds /*took*/) {
  if (stage != Stage::publish) return;
  const auto files = heldByContainer(document);
  const std::lock_guard lock(mutex_);
  for (const auto& file : files) due_.push_back(file.digest);
  changed_.notify_all();
}

void DraftRemoval::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ended_ || !due_.empty(); });
    if (due_.empty()) return;
    const auto digest = std::move(due_.front());
    due_.pop_front();
    lock.unlock();
    try {
      store_.remove(digest);
    } catch (const Error& error) {
      reporter_.trouble(error.problem());
    } catch (const std::exception& error) {
      reporter_.trouble(unexpectedProblem(error, "store"));
    }
    lock.lock();
  }
}

}  // namespace balalyk
