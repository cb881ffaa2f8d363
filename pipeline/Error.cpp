#include "pipeline/Error.h"

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

Error::Error(Problem problem) : std::runtime_error(toString(problem)), problem_(std::move(problem)) {}

Error::Error(std::string code, std::map<std::string, std::string> params)
    : Error(Problem{std::move(code), std::move(params)}) {}

}  // namespace balalyk
