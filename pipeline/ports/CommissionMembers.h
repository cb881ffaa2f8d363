#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/record/RecordTypes.h"

namespace balalyk {

// One row of a commission's list, as far as signing in needs it.
struct ListedMember {
  std::string id, commissionId;
  std::string soate;  // of the commission's local body
  std::string pin;
  CommissionRole role = CommissionRole::member;
  bool active = false;
};

// Port, part of the portal database: the commissions' lists, by the view balalyk_commission_member, read only.
class CommissionMembers {
 public:
  virtual ~CommissionMembers() = default;
  virtual std::vector<ListedMember> activeWithPin(const std::string& pin) = 0;  // in every commission; by id
  virtual std::optional<ListedMember> member(const std::string& id) = 0;
  // "Жээнбекова Айгүл", from the portal's own table; empty: another portal keeps the lists.
  virtual std::string shownName(const std::string& id) = 0;
};

}  // namespace balalyk
