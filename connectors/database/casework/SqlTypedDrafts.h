#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/TypedDrafts.h"

namespace balalyk {

class SqlTypedDrafts final : public TypedDrafts {
 public:
  explicit SqlTypedDrafts(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  void keep(const std::string& accountId, const std::string& form,
            const std::vector<std::pair<std::string, std::string>>& fields) override;
  std::optional<TypedDraft> find(const std::string& accountId, const std::string& form) override;
  void remove(const std::string& accountId, const std::string& form) override;
  std::vector<TypedDraftName> list(const std::string& accountId) override;
  int sweep() override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
