#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "pipeline/engine/Observer.h"
#include "pipeline/engine/StageRunner.h"
#include "pipeline/engine/WorkerIdentity.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

struct WorkerOptions {
  std::chrono::milliseconds lease{60'000};  // heartbeat at a third of it
  EngineLimits limits;
  std::chrono::milliseconds poll{2'000};   // looks for work at least this often, with jitter
  std::vector<std::string> onlyDocuments;  // empty: all
};

// Moves due documents through their stages. Holds nothing that matters: another worker can take over at any moment.
class Worker {
 public:
  // Unique to this process start: leases are bound to it.
  static std::string newName() { return newWorkerName(); }

  Worker(std::string name, PortalDatabase& database, std::vector<std::shared_ptr<StageRunner>> stages,
         Observer& observer, WorkerOptions options);

  // Until nothing is left that could be done soon, or stop is asked for. What waits (for an authorisation, a key, a far
  // retry) is left. `beside` brings more work meanwhile, on another thread: it is waited for, and what it throws
  // ends the run and is thrown.
  void drain(std::stop_token stop, const std::function<void()>& beside = {});
  // Until stop is asked for. Then: what is running is finished, the rest is given back.
  void serve(std::stop_token stop);

 private:
  void run(std::stop_token stop, bool untilDrained, const std::function<void()>& beside);

  std::string name_;
  PortalDatabase& database_;
  std::vector<std::shared_ptr<StageRunner>> stages_;
  Observer& observer_;
  WorkerOptions options_;
};

}  // namespace balalyk
