#pragma once

#include <optional>
#include <string>

#include "pipeline/casework/Visitor.h"

namespace balalyk::web {

// Who an account is, asked at each request: a person made inactive, or whose role changed, is so at the next one.
class Visitors {
 public:
  virtual ~Visitors() = default;
  // nullopt: there is no such account, or it is inactive; its session ends.
  virtual std::optional<Visitor> find(const std::string& accountId) = 0;
};

}  // namespace balalyk::web
