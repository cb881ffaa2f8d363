#include "pipeline/engine/StageRunner.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <typeinfo>

#include "pipeline/problems/Problems.h"
#include "signing/SigningError.h"

namespace balalyk {

Problem unexpectedProblem(const std::exception& error, const std::string& where) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> readable(
      abi::__cxa_demangle(typeid(error).name(), nullptr, nullptr, &status), std::free);
  return {"unexpected",
          {{"detail", std::string(readable ? readable.get() : typeid(error).name()) + " (" + where + ")"}}};
}

StageFailure failureFor(Stage stage, const std::exception& error) {
  if (const auto* known = dynamic_cast<const StageError*>(&error)) {
    return {known->disposition(), known->problem(), known->evidence()};
  }
  if (const auto* ours = dynamic_cast<const Error*>(&error)) {
    const bool passes = problemKind(ours->problem().code).passing != Passing::no;
    return {passes ? Disposition::wait : Disposition::retry, ours->problem(), {}};
  }
  if (const auto* signing = dynamic_cast<const signing::SigningError*>(&error)) {
    return {Disposition::retry, {signing->code(), signing->params()}, {}};
  }
  return {Disposition::retry, unexpectedProblem(error, toString(stage)), {}};
}

Attempt attempt(Stage stage, const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  Attempt made;
  try {
    work();
  } catch (const std::exception& error) {
    made.failure = failureFor(stage, error);
  }
  made.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  return made;
}

StageResult guarded(Stage stage, const std::function<Completion()>& work) {
  Completion completion;
  auto made = attempt(stage, [&] { completion = work(); });
  if (made.failure) return {*std::move(made.failure), made.took};
  return {std::move(completion), made.took};
}

}  // namespace balalyk
