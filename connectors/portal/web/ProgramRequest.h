#pragma once

#include "connectors/portal/web/Head.h"
#include "connectors/portal/web/Request.h"

namespace balalyk::web {

// What a route of the API reads of the header.
void readProgramFields(const Head& head, Request& request);

// Wipes a text that may be a secret, however its use ends.
class Wiped {
 public:
  explicit Wiped(std::string& text) : text_(text) {}
  ~Wiped();
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;

 private:
  std::string& text_;
};

}  // namespace balalyk::web
