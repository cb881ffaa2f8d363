#pragma once

#include "connectors/database/SqlRunner.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

class SqlSchedule final : public Schedule {
 public:
  explicit SqlSchedule(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  bool begin(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
             std::chrono::milliseconds lease) override;
  void finish(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
              const std::string& report) override;
  std::optional<std::string> lastFinished(const std::string& schedule) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
