#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

class SqlJournal final : public SignatureJournal {
 public:
  explicit SqlJournal(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::vector<SignatureValue> find(const std::vector<std::string>& digests) override;
  std::vector<bool> keep(std::span<const Entry> entries) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

class SqlQuotas final : public Quotas {
 public:
  explicit SqlQuotas(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  Spent spend(const std::string& name, int wanted, int limit) override;
  void giveBack(const std::string& name, const Spent& unused) override;
  std::optional<Use> today(const std::string& name) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
