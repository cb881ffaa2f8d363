#pragma once

#include <string>

#include "pipeline/Error.h"

namespace balalyk::web {

// A request that failed by a fault of ours or of what we need, as the log has it: nothing that was sent, no address, no
// account. The number is on the page that the person sees.
struct WebTrouble {
  std::string number;  // 8 letters and digits
  std::string route;   // its pattern: "/applications/{id:id}"; empty before one was found
  int status = 0;
  Problem problem;
};

class WebLog {
 public:
  virtual ~WebLog() = default;
  virtual void failed(const WebTrouble& trouble) = 0;   // 5xx
  virtual void refused(const WebTrouble& trouble) = 0;  // 4xx: worth a line only where somebody looks closely
};

}  // namespace balalyk::web
