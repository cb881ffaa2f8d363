#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "connectors/office/FillQueue.h"
#include "connectors/office/OfficeProcess.h"
#include "connectors/office/Workplace.h"

namespace balalyk {

struct PoolCounters {
  std::atomic<std::uint64_t> filled{0}, failed{0}, restarts{0}, recycles{0};
  std::atomic<int> slotsReady{0};
  std::atomic<std::int64_t> longestOutage{0};  // milliseconds
};

// One place in the pool where documents are made, one at a time. Its thread starts soffice, serves tasks, replaces
// soffice when it crashes, hangs, grows or has done its share; when it replaces a working one, the next is ready first.
// A document that brought soffice down is made again here, in a fresh process and folder, and in no other slot: what
// one document does, the other slots never feel.
class Slot {
 public:
  // At once: whoever comes first needs a process soon. Those for which there is no core wait until one is ready, for a
  // moment at most.
  enum class Begin { atOnce, afterAnother };
  Slot(const OfficeSettings& settings, Workplace& workplace, FillQueue& queue, PoolCounters& counters, Begin begin);
  // The queue must be closed before. Waits for the document in work.
  ~Slot();
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

 private:
  // A started soffice with its folder.
  struct OfficeInstance {
    std::filesystem::path folder;
    std::unique_ptr<OfficeProcess> process;
    OfficeProcess::Clock::time_point deadline;  // of its start
    int starts = 1;
    std::string officeVersion;        // empty: has not said «ready»
    std::set<std::string> templates;  // digest and language of those it holds open
    int documents = 0;
    ~OfficeInstance();
  };

  void work();
  void awaitAnother();
  bool usable() const;
  bool ensureDesk();
  void lose();
  void found();
  std::unique_ptr<OfficeInstance> start();
  // False: not ready yet. Throws ProcessFailure.
  bool ready(OfficeInstance& instance);
  void adoptNext();
  void serve(FillTask& task);
  // One run of the task in the process that is there. Throws ProcessFailure when it is of no further use.
  void make(FillTask& task);
  void reported(FillTask& task);
  void note(FillTask& task, const std::string& ending, OfficeProcess::Clock::time_point begun) const;
  StageError unavailable(const FillTask& task, const std::string& reason) const;
  void replaceIfWorn(std::uint64_t residentKilobytes);

  const OfficeSettings& settings_;
  Workplace& workplace_;
  FillQueue& queue_;
  PoolCounters& counters_;
  const Begin begin_;
  std::unique_ptr<OfficeInstance> instance_, next_;
  std::string layout_;  // of the last document
  int failedStarts_ = 0;
  std::optional<OfficeProcess::Clock::time_point> lostAt_;
  std::thread thread_;
};

}  // namespace balalyk
