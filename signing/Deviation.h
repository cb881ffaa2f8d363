#pragma once

#include <map>
#include <string>

namespace balalyk::signing {

// A check that does not hold, found where nobody judges: its code and parameters.
struct Deviation {
  std::string code;
  std::map<std::string, std::string> params = {};
};

}  // namespace balalyk::signing
