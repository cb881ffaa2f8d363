#include "pipeline/Error.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <typeinfo>

namespace balalyk {

std::string toString(const Problem& problem) {
  std::string text = problem.code;
  if (problem.params.empty()) return text;
  const char* separator = "(";
  for (const auto& [key, value] : problem.params) {
    text += separator + key + "=" + value;
    separator = ", ";
  }
  return text + ")";
}

Problem unexpectedProblem(const std::exception& error, const std::string& where) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> readable(
      abi::__cxa_demangle(typeid(error).name(), nullptr, nullptr, &status), std::free);
  return {"unexpected", {{"detail", std::string(readable ? readable.get() : typeid(error).name()) + " (" + where + ")"}}};
}

Error::Error(Problem problem) : std::runtime_error(toString(problem)), problem_(std::move(problem)) {}

Error::Error(std::string code, std::map<std::string, std::string> params)
    : Error(Problem{std::move(code), std::move(params)}) {}

}  // namespace balalyk
