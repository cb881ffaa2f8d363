#include "jobs/monitoring/Monitor.h"

#include "connectors/texts/Messages.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Log.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

constexpr std::chrono::seconds kSampleInterval{5};

}  // namespace

Monitor::Monitor(const Session& session)
    : session_(session), pulseLimit_(session.settings.duration("worker.hangAfter")), metrics_(session.messages) {}

void Monitor::begin(const std::string& listen, const std::vector<std::shared_ptr<StageRunner>>& stages) {
  for (const auto& stage : stages) stages_.push_back(stage->stage());
  pulse();
  if (!listen.empty()) {
    server_ = std::make_unique<MonitorServer>(
        listen,
        MonitorAnswers{[this] { return metrics_.text(); }, [this] { return live(); }, [this] { return ready(); }});
    session_.log.event(LogLevel::information, "monitorListens", {{"address", server_->address()}});
    looker_ = std::thread([this] { look(); });
  }
  if (serviceManager_.watchdog()) guard_ = std::thread([this] { guard(); });
  serviceManager_.ready();
}

Monitor::~Monitor() {
  server_.reset();
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  if (looker_.joinable()) looker_.join();
  if (guard_.joinable()) guard_.join();
}

void Monitor::stopping() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  serviceManager_.stopping();
}

void Monitor::pulse() {
  const std::lock_guard lock(mutex_);
  lastPulse_ = Clock::now();
}

void Monitor::done(const Document& document, Stage stage, std::chrono::microseconds took) {
  metrics_.done(document, stage, took);
}

void Monitor::failed(const Document& document, Stage stage, Disposition disposition, const Problem& problem) {
  metrics_.failed(document, stage, disposition, problem);
}

void Monitor::leaseLost(const Document& document, Stage stage) {
  metrics_.leaseLost(document, stage);
}

void Monitor::trouble(const Problem& problem) {
  metrics_.trouble(problem);
}

void Monitor::look() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    lock.unlock();
    const auto sample = takeSample(session_.connections.database(), session_.connections.officeIfOpen(), stages_);
    metrics_.sampled(sample);
    lock.lock();
    sampled_ = true;
    databaseAnswers_ = sample.databaseAnswers;
    databaseProblem_ = sample.databaseProblem;
    wake_.wait_for(lock, kSampleInterval, [this] { return ending_; });
  }
}

void Monitor::guard() {
  const auto interval = *serviceManager_.watchdog() / 3;
  std::unique_lock lock(mutex_);
  while (!ending_) {
    const bool alive = goesRound();
    lock.unlock();  // reporting it may block
    if (alive) serviceManager_.alive();
    lock.lock();
    wake_.wait_for(lock, interval, [this] { return ending_; });
  }
}

bool Monitor::goesRound() const {
  return Clock::now() - lastPulse_ < pulseLimit_;
}

MonitorAnswers::Health Monitor::live() const {
  const std::lock_guard lock(mutex_);
  const bool good = goesRound();
  signing::JsonWriter json(signing::JsonWriter::Layout::oneLine);
  json.beginObject().member("status", good ? "live" : "hangs").endObject();
  return {good, json.text() + "\n"};
}

MonitorAnswers::Health Monitor::ready() const {
  const std::lock_guard lock(mutex_);
  const bool good = sampled_ && databaseAnswers_ && !stopping_ && goesRound();
  const char* status = "ready";
  if (stopping_)
    status = "stopping";
  else if (!sampled_)
    status = "starting";
  else if (!databaseAnswers_)
    status = "databaseDown";
  else if (!goesRound())
    status = "hangs";
  signing::JsonWriter json(signing::JsonWriter::Layout::oneLine);
  json.beginObject().member("status", status);
  if (!databaseProblem_.empty()) json.member("problem", databaseProblem_);
  json.endObject();
  return {good, json.text() + "\n"};
}

}  // namespace balalyk
