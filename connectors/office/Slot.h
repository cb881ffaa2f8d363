#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "connectors/office/CrashRecord.h"
#include "connectors/office/FillQueue.h"
#include "connectors/office/OfficeProcess.h"
#include "connectors/office/Workplace.h"

namespace balalyk {

struct PoolCounters {
  std::atomic<std::uint64_t> filled{0}, failed{0}, restarts{0}, recycles{0};
};

// One place in the pool where documents are made, one at a time. Its thread starts soffice, serves tasks, replaces
// soffice when it crashes, hangs, grows or has done its share; when it replaces a working one, the next is ready first.
class Slot {
 public:
  Slot(const OfficeSettings& settings, Workplace& workplace, FillQueue& queue, CrashRecord& crashes,
       PoolCounters& counters);
  // The queue must be closed before. Waits for the document in work.
  ~Slot();
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

 private:
  // A started soffice with its folder.
  struct Desk {
    std::filesystem::path folder;
    std::unique_ptr<OfficeProcess> process;
    OfficeProcess::Clock::time_point deadline;  // of its start
    int starts = 1;
    std::string officeVersion;        // empty: has not said «ready»
    std::set<std::string> templates;  // digest and language of those it holds open
    int documents = 0;
    ~Desk();
  };

  void work();
  bool usable() const;
  bool ensureDesk();
  std::unique_ptr<Desk> start();
  // False: not ready yet. Throws ProcessFailure.
  bool ready(Desk& desk);
  void adoptNext();
  void serve(FillTask& task);
  void replaceIfWorn(std::uint64_t residentKilobytes);

  const OfficeSettings& settings_;
  Workplace& workplace_;
  FillQueue& queue_;
  CrashRecord& crashes_;
  PoolCounters& counters_;
  std::unique_ptr<Desk> desk_, next_;
  int failedStarts_ = 0;
  std::thread thread_;
};

}  // namespace balalyk
