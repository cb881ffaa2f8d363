#include "pipeline/engine/RunLease.h"

namespace balalyk {

std::unique_ptr<RunLease> RunLease::begin(PortalDatabase& database, Run run, Observer& observer,
                                          std::function<void()> onLost) {
  if (!database.schedule().begin(run.schedule, run.plannedFor, run.worker, run.lease)) return nullptr;
  return std::unique_ptr<RunLease>(new RunLease(database, std::move(run), observer, std::move(onLost)));
}

RunLease::RunLease(PortalDatabase& database, Run run, Observer& observer, std::function<void()> onLost)
    : database_(database),
      run_(std::move(run)),
      observer_(observer),
      onLost_(std::move(onLost)),
      heart_([this](std::stop_token over) { beat(std::move(over)); }) {}

RunLease::~RunLease() {
  heart_.request_stop();
  heart_.join();
  if (finished_) return;
  try {
    database_.schedule().release(run_.schedule, run_.plannedFor, run_.worker);
  } catch (const std::exception&) {
    return;  // the lease runs out by itself
  }
}

void RunLease::beat(std::stop_token over) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  while (!wake.wait_for(lock, over, run_.lease / 3, [&] { return over.stop_requested(); })) {
    try {
      if (!held()) return;
    } catch (const Error& error) {
      observer_.trouble(error.problem());  // asked again at the next beat
    }
  }
}

bool RunLease::held() {
  if (database_.schedule().keep(run_.schedule, run_.plannedFor, run_.worker, run_.lease)) return true;
  lose();
  return false;
}

bool RunLease::finish(const std::string& report) {
  finished_ = database_.schedule().finish(run_.schedule, run_.plannedFor, run_.worker, report);
  if (!finished_) lose();
  return finished_;
}

void RunLease::lose() {
  std::call_once(lostOnce_, onLost_);
}

}  // namespace balalyk
