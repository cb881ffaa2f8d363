#pragma once

#include <string>
#include <vector>

namespace balalyk {

// What an account may see or change by an action.
struct Permission {
  bool everywhere = false;  // in every commission, or where none is concerned
  std::vector<std::string> commissions;
  std::vector<std::string> kindergartens;

  bool none() const { return !everywhere && commissions.empty() && kindergartens.empty(); }
  bool ofCommission(const std::string& id) const;
  bool ofKindergarten(const std::string& id) const;
};

}  // namespace balalyk
