#include "connectors/pdf/PdfHelperPool.h"

#include <utility>

#include "connectors/pdf/HelperAnswer.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace fs = std::filesystem;
using Clock = ConfinedProcess::Clock;

namespace {

constexpr int kRuns = 2;  // a crash may have been the machine's
constexpr std::size_t kMegabytes = 1024;

Launch launchOf(const PdfHelperSettings& settings) {
  for (const auto& file : {settings.shim, settings.helper}) {
    if (!fs::exists(file)) throw Error("officeMissing", {{"file", file.string()}});
  }
  const bool confined = Sandbox::worksFor(settings.sandbox, settings.shim);
  if (!confined && settings.sandbox == SandboxPolicy::required) throw Error("officeSandboxMissing");
  Launch launch;
  launch.shim = settings.shim;
  launch.arguments = {settings.helper.string()};
  if (confined) {
    Sandbox sandbox;
    sandbox.readable = {settings.helper};
    launch.arguments = sandbox.wrap(launch.arguments);
  }
  launch.environment = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"};
  launch.folder = "/";
  launch.log = "/dev/null";
  launch.dataLimitMegabytes = kMegabytes;
  return launch;
}

struct Release {
  void operator()(std::counting_semaphore<>* places) const { places->release(); }
};

StageError unreadable(const std::string& document, const std::string& detail) {
  return {Disposition::quarantined, {"pdfUnreadable", {{"document", document}, {"detail", detail}}}};
}

}  // namespace

PdfHelperPool::PdfHelperPool(PdfHelperSettings settings)
    : settings_(std::move(settings)), launch_(launchOf(settings_)), places_(settings_.most) {}

std::unique_ptr<PdfHelper> PdfHelperPool::idle() {
  for (;;) {
    std::unique_ptr<PdfHelper> helper;  // ended, if it must be, without the lock
    {
      const std::lock_guard lock(mutex_);
      if (idle_.empty()) return nullptr;
      helper = std::move(idle_.back());
      idle_.pop_back();
    }
    if (helper->usable()) return helper;
  }
}

void PdfHelperPool::keep(std::unique_ptr<PdfHelper> helper) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(helper));
}

std::unique_ptr<PdfHelper> PdfHelperPool::start() const {
  try {
    return std::make_unique<PdfHelper>(launch_, Clock::now() + settings_.startDeadline);
  } catch (const ProcessFailure& failure) {
    throw Unavailable{failure.what()};
  }
}

void PdfHelperPool::ask(const std::string& question, std::size_t longestAnswer, std::vector<OfficeRun>& runs,
                        const std::function<void(std::string_view)>& take) {
  if (!places_.try_acquire_for(settings_.queueDeadline)) throw Unavailable{"no helper is free"};
  const std::unique_ptr<std::counting_semaphore<>, Release> place(&places_);
  auto helper = idle();
  for (int run = 1;; ++run) {
    if (!helper) helper = start();
    const auto begun = Clock::now();
    try {
      const auto body = helper->ask(question, longestAnswer, begun + settings_.documentDeadline);
      try {
        take(body);
      } catch (const frames::Malformed&) {
        throw ProcessFailure(ProcessFailure::Kind::crashed, "an invalid response from the helper");
      }
      keep(std::move(helper));
      return;
    } catch (const ProcessFailure& failure) {
      const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
      runs.push_back({std::string("check: ") + failure.what(), took, helper->documents(), false, {}});
      helper.reset();
      if (run == kRuns) throw;
    }
  }
}

PdfFinding PdfHelperPool::examine(std::string_view pdf) {
  const auto failed = [](const std::string& detail) {
    return StageError(Disposition::retry, {"uploadCheckFailed", {{"detail", detail}}});
  };
  PdfFinding finding;
  std::vector<OfficeRun> runs;
  try {
    ask(pdfhelper::encodeExamine(pdf), pdfhelper::kMaxFinding, runs,
        [&](std::string_view body) { finding = pdfhelper::decodeExamined(body); });
  } catch (const Unavailable& unavailable) {
    throw failed(unavailable.reason);
  } catch (const ProcessFailure& failure) {
    throw failed(failure.what());
  } catch (const frames::Malformed& error) {
    throw failed(error.what());
  }
  return finding;
}

FinishedPdf PdfHelperPool::finish(const std::string& document, std::string_view pdf, std::chrono::sys_seconds created,
                                  const PdfExpectation& expected, std::vector<OfficeRun>& runs) {
  pdfhelper::Answer answer;
  try {
    ask(pdfhelper::encodeFinish(pdf, created, expected), frames::kMaxFrame, runs,
        [&](std::string_view body) { answer = pdfhelper::decodeFinished(body, expected); });
  } catch (const Unavailable& unavailable) {
    throw StageError(Disposition::retry,
                     {"officeUnavailable", {{"document", document}, {"reason", unavailable.reason}}});
  } catch (const ProcessFailure&) {
    throw unreadable(document, runs.back().ending);
  } catch (const frames::Malformed& error) {  // of our own question: the PDF is too large
    throw unreadable(document, error.what());
  }
  if (!answer.refused.empty()) {
    throw StageError(Disposition::retry, {"officeFailed", {{"document", document}, {"detail", answer.refused}}});
  }
  return {std::move(answer.pdf), std::move(answer.finding)};
}

}  // namespace balalyk
