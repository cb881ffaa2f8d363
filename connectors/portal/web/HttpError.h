#pragma once

#include "pipeline/Error.h"

namespace balalyk::web {

// A request that is answered with an error page: the status, and what the page says.
class HttpError : public Error {
 public:
  HttpError(int status, Problem problem) : Error(std::move(problem)), status_(status) {}
  int status() const { return status_; }

 private:
  int status_;
};

inline constexpr int kConflict = 409, kUnprocessable = 422, kTooMany = 429;

// No such page, or not for this visitor.
[[noreturn]] inline void pageNotFound() {
  throw HttpError(404, {"pageNotFound", {}});
}

// Not what HTTP or a form looks like (400). `detail` is for the log: a constant, nothing that was sent.
[[noreturn]] inline void refuseRequest(const char* detail) {
  throw HttpError(400, {"requestMalformed", {{"detail", detail}}});
}

}  // namespace balalyk::web
