#include "connectors/pdf/HelperPool.h"

#include <utility>

#include "connectors/process/Frames.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace fs = std::filesystem;
using Clock = ConfinedProcess::Clock;

namespace {

constexpr int kRuns = 2;  // a crash may have been the machine's

Launch launchOf(const HelperSettings& settings) {
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
  launch.dataLimitMegabytes = settings.memoryMegabytes;
  return launch;
}

struct Release {
  void operator()(std::counting_semaphore<>* places) const { places->release(); }
};

}  // namespace

HelperPool::HelperPool(HelperSettings settings)
    : settings_(std::move(settings)), launch_(launchOf(settings_)), places_(settings_.most) {
  if (!settings_.ahead) return;
  ahead_ = std::async(std::launch::async, [this] {
    try {
      keep(start());
    } catch (const Unavailable&) {  // the first question tries it again
    }
  });
}

std::unique_ptr<PdfHelper> HelperPool::idle() {
  if (ahead_.valid()) ahead_.wait();
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

void HelperPool::keep(std::unique_ptr<PdfHelper> helper) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(helper));
}

std::unique_ptr<PdfHelper> HelperPool::start() const {
  try {
    return std::make_unique<PdfHelper>(launch_, Clock::now() + settings_.startDeadline);
  } catch (const ProcessFailure& failure) {
    throw Unavailable{failure.what()};
  }
}

void HelperPool::ask(const std::string& question, std::size_t longestAnswer, std::vector<OfficeRun>& runs,
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
      if (settings_.kept == HelperSettings::Kept::forQuestions) keep(std::move(helper));
      return;
    } catch (const ProcessFailure& failure) {
      const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
      runs.push_back({std::string("check: ") + failure.what(), took, helper->documents(), false, {}});
      helper.reset();
      if (run == kRuns || settings_.kept == HelperSettings::Kept::forOneTry) throw;
    }
  }
}

}  // namespace balalyk
