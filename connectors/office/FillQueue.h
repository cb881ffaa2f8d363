#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "connectors/office/TemplateStore.h"
#include "connectors/office/filler/Protocol.h"
#include "pipeline/ports/Office.h"

namespace balalyk {

// One document on its way through a slot.
struct FillTask {
  std::string documentId;
  std::string layout;  // template and language: those with the same are made faster one after another
  bool interactive = false;
  std::shared_ptr<const TemplateStore::Template> sheet;
  filler::Request request;
  filler::Reply reply;
  std::string officeVersion;
  std::vector<OfficeRun> runs;  // that came to nothing

  enum class State { waiting, taken, done };
  State state = State::waiting;
  bool wanted = true;
  std::exception_ptr error;
  std::condition_variable changed;  // done, or the queue was closed
};

// The one queue before all slots: bounded, those a person waits for first, otherwise in order, but that a slot rather
// continues with the layout that it has at hand. Not with the first few: somebody may look whether it works, and waits
// for the first document with all its PDFs.
class FillQueue {
 public:
  explicit FillQueue(std::size_t maxWaiting) : maxWaiting_(maxWaiting) {}

  // Brings in what slots may take from now on: all of it, or nothing. Throws StageError officeUnavailable{reason}: the
  // queue is full or closed.
  void add(std::span<const std::shared_ptr<FillTask>> tasks);
  // Waits until a slot has done the task. Throws the slot's exception, or StageError officeUnavailable{reason}: the
  // queue was closed, or no slot took the task within `patience`.
  void await(const std::shared_ptr<FillTask>& task, std::chrono::milliseconds patience);
  // No slot takes it any more; one that has taken it finishes it for nobody, but does not try it again.
  void withdraw(const std::shared_ptr<FillTask>& task);
  bool wanted(const FillTask& task) const;
  // Both: brings it in and waits.
  void run(const std::shared_ptr<FillTask>& task, std::chrono::milliseconds patience);

  // The next task, or null after `wait` or when the queue closes. Of those for which nobody waits one with this layout
  // may overtake, but no task is overtaken more than kMostOvertaken times.
  std::shared_ptr<FillTask> take(std::chrono::milliseconds wait, const std::string& layout = {});
  static constexpr int kMostOvertaken = 8;
  static constexpr int kFirst = 8;  // in order, whatever their layouts: of two documents, or of more short ones
  void finish(FillTask& task, std::exception_ptr error = nullptr);

  std::size_t waiting() const;

  void close();
  bool closed() const;
  // True as soon as the queue is closed, false after `wait`.
  bool waitClosed(std::chrono::milliseconds wait);

 private:
  std::shared_ptr<FillTask> pop(const std::string& layout);
  void erase(const std::shared_ptr<FillTask>& task);

  const std::size_t maxWaiting_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_, closing_;
  std::deque<std::shared_ptr<FillTask>> interactive_, others_;
  int overtaken_ = 0;  // how often the first of the others was
  int first_ = 0;      // that were taken, up to kFirst
  bool closed_ = false;
};

}  // namespace balalyk
