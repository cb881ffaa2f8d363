#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "Processes.h"
#include "Sheets.h"
#include "pipeline/ports/Office.h"

// A pool of two slots with a document in one of them that takes long: what happens to it there must not be felt in the
// other, which makes small documents one after the other.
class BusyPool {
 public:
  // The victim: a document of this language with these values.
  BusyPool(balalyk::OfficeSettings settings, balalyk::FieldValues values, std::string language = "ky");

  sheets::Pool& pool() { return pool_; }
  // The soffice that is making the victim.
  int victimProcess() const { return victim_; }
  std::filesystem::path victimFolder() const;
  // The victim is in work and no small document is: from now on the other slot's documents are counted.
  void faultHappens();
  // The victim's end: made, or what the pool threw. Then the slot is back: both slots make documents again.
  struct Outcome {
    std::optional<balalyk::FilledDocument> made;
    std::optional<balalyk::OfficeError> error;
    int madeByTheOther = 0;                     // between the fault and the victim's end
    std::chrono::milliseconds longestOutage{};  // of a slot: from its process's end to another being ready
  };
  Outcome outcome();
  bool otherUntouched() const;
  // Ends the pool: true when none of the processes it ever had is left, not even as a zombie.
  bool leavesNothing();

 private:
  void warmBoth();
  std::map<int, std::uint64_t> idleTicks() const;
  void remember();
  void feed(const std::stop_token& stop);

  sheets::Pool pool_;
  std::vector<processes::Process> seen_;
  int victim_ = 0, other_ = 0;
  std::future<balalyk::FilledDocument> document_;
  std::mutex small_;  // held while a small document is made
  std::atomic<int> made_{0}, failed_{0};
  int madeBefore_ = 0;
  std::uint64_t filledBefore_ = 0;
  std::jthread feeder_;
};
