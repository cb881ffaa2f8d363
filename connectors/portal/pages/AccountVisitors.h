#pragma once

#include "connectors/portal/web/Visitors.h"

namespace balalyk {

class PortalDatabase;

// Whether local accounts may go without one; others are their provider's matter.
enum class SecondFactorRule { optional, required };

// Visitors by their accounts, read at each request.
class AccountVisitors final : public web::Visitors {
 public:
  explicit AccountVisitors(PortalDatabase& database, SecondFactorRule rule = SecondFactorRule::optional)
      : database_(database), rule_(rule) {}
  std::optional<Visitor> find(const std::string& accountId) override;

 private:
  PortalDatabase& database_;
  const SecondFactorRule rule_;
};

}  // namespace balalyk
