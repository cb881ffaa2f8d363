#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/PendingSignIns.h"

namespace balalyk {

class SqlPendingSignIns final : public PendingSignIns {
 public:
  explicit SqlPendingSignIns(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  bool keep(const std::string& browser, const PendingSignIn& pending) override;
  std::optional<PendingSignIn> find(const std::string& browser) override;
  std::optional<PendingSignIn> take(const std::string& browser) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
