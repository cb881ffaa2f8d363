#pragma once

#include <string>

#include "pipeline/casework/Rights.h"

namespace balalyk {

// Who uses the portal at the moment. What an account may do is asked of permission(), by its grants in force.
struct Visitor {
  Account account;
  std::string name;  // shown beside «sign out»; empty: none that may be shown
};

}  // namespace balalyk
