#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <variant>
#include <vector>

#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

struct StageResult {
  std::variant<Completion, Failure> outcome;
  std::chrono::microseconds took{};
};

// What a foreign exception says about itself, without its text, which may repeat a record: «std::length_error». `where`
// is the part of the program in which it came up.
Problem unexpectedProblem(const std::exception& error, const std::string& where);

// One stage: does its work for claimed documents outside any transaction. Called from several threads. A result per
// claim, in order; what goes wrong with one document is its Failure, never an exception that takes the others along.
class StageRunner {
 public:
  virtual ~StageRunner() = default;
  virtual Stage stage() const = 0;
  // How many documents one call takes, and how many calls may run at once.
  virtual int batch() const = 0;
  virtual int threads() const = 0;
  // Whether each call gets documents of one chairperson, one call at a time for each, however many for all: what holds
  // up one holds up none of the others. threads() then says how many claim.
  virtual bool byChairperson() const { return false; }
  virtual std::vector<StageResult> run(std::span<const Claim> claims) = 0;
};

// Turns whatever `work` throws into the Failure of one document.
StageResult guarded(const Claim& claim, Stage stage, const std::function<Completion()>& work);

// The Failure for an exception: StageError keeps its disposition, trouble of the surroundings (store full, database
// locked) waits, anything else is tried again.
Failure failureFor(const Claim& claim, Stage stage, const std::exception& error);

// How long a document waits that is not at fault: a key or a full disk wants a person, a database comes back by itself.
std::chrono::milliseconds waitAfter(const Problem& problem);

// Back-off before the next try, with jitter: about 1 s, 4 s, 16 s … up to 5 minutes.
std::chrono::milliseconds backOff(int attempt);

}  // namespace balalyk
