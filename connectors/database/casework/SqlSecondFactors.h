#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/SecondFactors.h"

namespace balalyk {

class SqlSecondFactors final : public SecondFactors {
 public:
  explicit SqlSecondFactors(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::optional<StoredFactor> find(const std::string& accountId) override;
  bool offer(const std::string& accountId, const std::string& secret, const std::string& session) override;
  std::optional<std::string> offered(const std::string& accountId, const std::string& session,
                                     std::chrono::seconds life) override;
  bool confirm(const std::string& accountId, const std::string& secret, const std::string& session, std::int64_t step,
               const std::vector<std::string>& codes) override;
  bool spendStep(const std::string& accountId, const std::string& secret, std::int64_t step, int most) override;
  bool spendCode(const std::string& accountId, const std::string& code) override;
  void countWrong(const std::string& accountId) override;
  void replaceCodes(const std::string& accountId, const std::vector<std::string>& codes) override;
  bool remove(const std::string& accountId, const std::string& actor) override;

 private:
  void keepCodes(SqlSession& session, const std::string& accountId, const std::vector<std::string>& codes);

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
