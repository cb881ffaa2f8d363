#pragma once

#include <string>
#include <utility>
#include <vector>

#include "connectors/portal/web/Visit.h"
#include "pipeline/Error.h"
#include "signing/JsonWriter.h"

namespace balalyk {

// A request that is answered with problem+json (RFC 9457): the first problem in the members of the answer, all of them
// in «problems».
class ApiError : public Error {
 public:
  ApiError(int status, Problem problem) : ApiError(status, std::vector{std::move(problem)}) {}
  ApiError(int status, std::vector<Problem> problems)
      : Error(problems.at(0)), status_(status), problems_(std::move(problems)) {}
  // Also a header of the answer: «Retry-After», «WWW-Authenticate».
  ApiError with(std::string name, std::string value) && {
    headers_.emplace_back(std::move(name), std::move(value));
    return std::move(*this);
  }

  int status() const { return status_; }
  const std::vector<Problem>& problems() const { return problems_; }
  const std::vector<std::pair<std::string, std::string>>& headers() const { return headers_; }

 private:
  int status_;
  std::vector<Problem> problems_;
  std::vector<std::pair<std::string, std::string>> headers_;
};

// What a use case throws because of what was asked, as such; everything else is thrown again: a fault of ours, or what
// we need is away.
[[noreturn]] void throwForClient(const Error& error);

web::Response problemAnswer(const web::Visit& visit, const ApiError& error);
// {"code", "params", "what", "why", "remedy", "field"}: of an answer's «problems» and of documents.
void writeProblem(signing::JsonWriter& json, const Problem& problem, const Messages& messages);

}  // namespace balalyk
