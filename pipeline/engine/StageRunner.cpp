#include "pipeline/engine/StageRunner.h"

#include <cxxabi.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <random>
#include <typeinfo>

#include "pipeline/problems/Problems.h"
#include "signing/SigningError.h"

namespace balalyk {

namespace {

constexpr std::chrono::minutes kWait{15};
constexpr std::chrono::seconds kWaitForDatabase{5};

}  // namespace

Problem unexpectedProblem(const std::exception& error, const std::string& where) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> readable(
      abi::__cxa_demangle(typeid(error).name(), nullptr, nullptr, &status), std::free);
  return {"unexpected",
          {{"detail", std::string(readable ? readable.get() : typeid(error).name()) + " (" + where + ")"}}};
}

std::chrono::milliseconds waitAfter(const Problem& problem) {
  if (problemKind(problem.code).passing == Passing::soon) return kWaitForDatabase;
  return kWait;
}

std::chrono::milliseconds backOff(int attempt) {
  thread_local std::mt19937 random{std::random_device{}()};
  const double base = std::min(1000.0 * std::pow(4.0, std::max(0, attempt - 1)), 300'000.0);
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(base * std::uniform_real_distribution(0.75, 1.25)(random)));
}

Failure failureFor(const Claim& claim, Stage stage, const std::exception& error) {
  Failure failure{.documentId = claim.document.id, .token = claim.token, .stage = stage};
  if (const auto* known = dynamic_cast<const StageError*>(&error)) {
    failure.disposition = known->disposition();
    failure.problem = known->problem();
  } else if (const auto* ours = dynamic_cast<const Error*>(&error)) {
    failure.disposition =
        problemKind(ours->problem().code).passing == Passing::no ? Disposition::retry : Disposition::wait;
    failure.problem = ours->problem();
  } else if (const auto* signing = dynamic_cast<const signing::SigningError*>(&error)) {
    failure.disposition = Disposition::retry;
    failure.problem = {signing->code(), signing->params()};
  } else {
    failure.disposition = Disposition::retry;
    failure.problem = unexpectedProblem(error, toString(stage));
  }
  if (failure.disposition == Disposition::wait) failure.retryAfter = waitAfter(failure.problem);
  if (failure.disposition == Disposition::retry) failure.retryAfter = backOff(claim.document.attempts);
  return failure;
}

StageResult guarded(const Claim& claim, Stage stage, const std::function<Completion()>& work) {
  const auto start = std::chrono::steady_clock::now();
  StageResult result;
  try {
    result.outcome = work();
  } catch (const std::exception& error) {
    result.outcome = failureFor(claim, stage, error);
  }
  result.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  return result;
}

}  // namespace balalyk
