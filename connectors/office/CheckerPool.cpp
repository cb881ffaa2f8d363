#include "connectors/office/CheckerPool.h"

#include <utility>

#include "connectors/office/checker/Protocol.h"
#include "pipeline/Error.h"

namespace balalyk {

using Clock = OfficeProcess::Clock;

namespace {

constexpr int kRuns = 2;  // a crash may have been the machine's

StageError unavailable(const std::string& document, const std::string& reason) {
  return {Disposition::retry, {"officeUnavailable", {{"document", document}, {"reason", reason}}}};
}

StageError unreadable(const std::string& document, const std::string& detail) {
  return {Disposition::quarantined, {"pdfUnreadable", {{"document", document}, {"detail", detail}}}};
}

std::string encoded(const std::string& document, std::string_view pdf, const PdfExpectation& expected) {
  try {
    return checker::encode(pdf, expected);
  } catch (const filler::Malformed& error) {
    throw unreadable(document, error.what());
  }
}

struct Release {
  void operator()(std::counting_semaphore<>* places) const { places->release(); }
};

}  // namespace

CheckerPool::CheckerPool(const OfficeSettings& settings, Launch launch, int most)
    : settings_(settings), launch_(std::move(launch)), places_(most) {}

std::unique_ptr<Checker> CheckerPool::idle() {
  for (;;) {
    std::unique_ptr<Checker> checker;  // ended, if it must be, without the lock
    {
      const std::lock_guard lock(mutex_);
      if (idle_.empty()) return nullptr;
      checker = std::move(idle_.back());
      idle_.pop_back();
    }
    if (checker->usable()) return checker;
  }
}

void CheckerPool::keep(std::unique_ptr<Checker> checker) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(checker));
}

std::unique_ptr<Checker> CheckerPool::start(const std::string& document) const {
  try {
    return std::make_unique<Checker>(launch_, Clock::now() + settings_.startDeadline);
  } catch (const ProcessFailure& failure) {
    throw unavailable(document, failure.what());
  }
}

PdfCheck CheckerPool::check(const std::string& document, std::string_view pdf, const PdfExpectation& expected,
                            std::vector<OfficeRun>& runs) {
  const auto question = encoded(document, pdf, expected);
  if (!places_.try_acquire_for(settings_.queueDeadline)) throw unavailable(document, "no checker is free");
  const std::unique_ptr<std::counting_semaphore<>, Release> place(&places_);
  auto checker = idle();
  for (int run = 1;; ++run) {
    if (!checker) checker = start(document);
    const auto begun = Clock::now();
    try {
      auto finding = checker->check(question, expected, begun + settings_.documentDeadline);
      keep(std::move(checker));
      return finding;
    } catch (const ProcessFailure& failure) {
      const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
      runs.push_back({std::string("check: ") + failure.what(), took, checker->documents(), false, {}});
      checker.reset();
      if (run == kRuns) throw unreadable(document, runs.back().ending);
    }
  }
}

}  // namespace balalyk
