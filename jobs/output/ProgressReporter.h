#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "jobs/output/Progress.h"
#include "pipeline/engine/Observer.h"

namespace balalyk {

class Console;
class Log;
class Messages;

// Shows how far a run is while it runs (a bar on a terminal, otherwise a line from time to time) and logs what
// goes wrong.
class ProgressReporter final : public Observer {
 public:
  struct Pace {
    std::chrono::milliseconds redraw{200};   // of the bar
    std::chrono::milliseconds line{10'000};  // without a terminal
    std::chrono::milliseconds count{1'000};  // asks how many documents are left
  };
  // How many documents still have a stage due. What waits for a person is not among them.
  using CountPending = std::function<std::int64_t()>;

  ProgressReporter(Console& console, const Messages& messages, const Log& log, CountPending countPending, Pace pace);
  ~ProgressReporter() override;

  void begin();
  void finish();  // removes the bar; may be called twice
  Progress now() const;

  void done(const Document& document, Stage stage, std::chrono::microseconds took) override;
  void failed(const Document& document, Stage stage, Disposition disposition, const Problem& problem) override;
  void leaseLost(const Document& document, Stage stage) override;
  void authorised(int count) override;
  void trouble(const Problem& problem) override;

 private:
  using Clock = std::chrono::steady_clock;
  void run();
  void count();
  void show();
  void moved(const std::string& documentId, State state);
  void waits(const Document& document, Stage stage, const Problem& problem);

  Console& console_;
  const Messages& messages_;
  const Log& log_;
  const CountPending countPending_;
  const Pace pace_;
  const Clock::time_point begun_ = Clock::now();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  Progress progress_;
  std::map<std::string, State> states_;  // that each document reached in this run
  std::map<std::string, Clock::time_point>
      troubles_;  // code → reported last: what repeats itself is reported once a minute
  std::map<std::string, Clock::time_point> waits_;  // problem with its parameters → logged last
  std::thread drawer_;
};

}  // namespace balalyk
