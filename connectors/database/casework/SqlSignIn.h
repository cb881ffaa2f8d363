#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/CommissionMembers.h"
#include "pipeline/ports/SignInLedger.h"

namespace balalyk {

class SqlCommissionMembers final : public CommissionMembers {
 public:
  explicit SqlCommissionMembers(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::vector<ListedMember> activeWithPin(const std::string& pin) override;
  std::optional<ListedMember> member(const std::string& id) override;
  std::string shownName(const std::string& id) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

class SqlSignInLedger final : public SignInLedger {
 public:
  explicit SqlSignInLedger(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::chrono::seconds attempt(std::span<const Attempt> attempts) override;
  int left(const Attempt& attempt) override;
  void forget(const std::string& key) override;
  void takeBack(const std::string& key) override;
  bool spend(const std::string& once, std::chrono::seconds life) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
