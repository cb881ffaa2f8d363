#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "jobs/monitoring/Metrics.h"
#include "jobs/monitoring/MonitorServer.h"
#include "jobs/monitoring/ServiceManager.h"
#include "pipeline/engine/StageRunner.h"

namespace balalyk {

struct Session;

// Reports to the operator's tools how a long-running command is: systemd (readiness, watchdog), Prometheus, health
// checks. An observer of the engine; the watchdog is fed only while the engine goes round.
class Monitor final : public Observer {
 public:
  explicit Monitor(const Session& session);
  ~Monitor() override;

  // Ready: everything that the command needs is open. `listen`: a loopback address, or empty: nothing over HTTP.
  // `stages`: those of this host. Throws as MonitorServer does.
  void begin(const std::string& listen, const std::vector<std::shared_ptr<StageRunner>>& stages);

  void stopping();  // asked to stop: no longer ready

  void pulse() override;
  void done(const Document& document, Stage stage, std::chrono::microseconds took) override;
  void failed(const Document& document, Stage stage, Disposition disposition, const Problem& problem) override;
  void leaseLost(const Document& document, Stage stage) override;
  void trouble(const Problem& problem) override;

 private:
  using Clock = std::chrono::steady_clock;

  void look();   // a thread: samples
  void guard();  // a thread: feeds the watchdog
  bool goesRound() const;
  MonitorAnswers::Health live() const;
  MonitorAnswers::Health ready() const;

  const Session& session_;
  const std::chrono::milliseconds pulseLimit_;
  ServiceManager serviceManager_;
  Metrics metrics_;
  std::vector<Stage> stages_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false, stopping_ = false, sampled_ = false;
  bool databaseAnswers_ = false;
  std::string databaseProblem_;
  Clock::time_point lastPulse_ = Clock::now();

  std::unique_ptr<MonitorServer> server_;
  std::thread looker_, guard_;
};

}  // namespace balalyk
