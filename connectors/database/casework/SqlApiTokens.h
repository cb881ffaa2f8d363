#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/ApiTokens.h"

namespace balalyk {

class SqlApiTokens final : public ApiTokens {
 public:
  explicit SqlApiTokens(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::string add(const ApiToken& token, const std::string& digest, const std::string& actor) override;
  bool revoke(const std::string& id, const std::string& actor) override;
  std::vector<ApiToken> list() override;
  std::optional<ApiToken> use(const std::string& digest) override;
  std::vector<std::string> commissions() override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
