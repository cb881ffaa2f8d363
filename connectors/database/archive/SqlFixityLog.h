#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/FixityLog.h"

namespace balalyk {

class SqlFixityLog final : public FixityLog {
 public:
  explicit SqlFixityLog(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::optional<FixityRun> last() override;
  std::optional<FixityRun> lastEnded() override;
  FixityRun begin() override;
  int tries(const FixityRun& run) override;
  void forgetTry(const FixityRun& run) override;
  void goCarefully(const FixityRun& run, std::int64_t until) override;
  bool add(const FixityRun& run, const FixityStep& step) override;
  void end(const FixityRun& run, const std::string& actor) override;
  std::vector<FixityFinding> findings(std::int64_t run, int limit) override;
  Part filesAfter(std::int64_t position, int documents) override;

 private:
  std::optional<FixityRun> one(std::string_view statement);

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
