#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "pipeline/ports/DocumentQueue.h"

namespace balalyk {

// What went wrong with one document. What becomes of it is for the engine to decide (RetryRule).
struct StageFailure {
  Disposition disposition{};
  Problem problem;
  Evidence evidence;  // may be empty
};

struct StageResult {
  std::variant<Completion, StageFailure> outcome;
  std::chrono::microseconds took{};
};

// What a foreign exception says about itself, without its text, which may repeat a record: «std::length_error». `where`
// is the part of the program in which it came up.
Problem unexpectedProblem(const std::exception& error, const std::string& where);

// One stage: does its work for claimed documents outside any transaction. Called from several threads. A result per
// claim, in order; what goes wrong with one document is its StageFailure, never an exception that takes the others
// along.
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

// Turns whatever `work` throws into the failure of one document.
struct Attempt {
  std::optional<StageFailure> failure;
  std::chrono::microseconds took{};
};
Attempt attempt(Stage stage, const std::function<void()>& work);
StageResult guarded(Stage stage, const std::function<Completion()>& work);

// The failure for an exception: StageError keeps its disposition, trouble of the surroundings (store full, database
// locked) waits, anything else is tried again.
StageFailure failureFor(Stage stage, const std::exception& error);

}  // namespace balalyk
