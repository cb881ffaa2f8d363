#pragma once

#include "connectors/portal/web/Visitors.h"

namespace balalyk {

class PortalDatabase;

// Visitors by their accounts, read at each request.
class AccountVisitors final : public web::Visitors {
 public:
  explicit AccountVisitors(PortalDatabase& database) : database_(database) {}
  std::optional<Visitor> find(const std::string& accountId) override;

 private:
  PortalDatabase& database_;
};

}  // namespace balalyk
