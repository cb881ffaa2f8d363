#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

class SqlSchedule final : public Schedule {
 public:
  explicit SqlSchedule(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  bool begin(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
             std::chrono::milliseconds lease) override;
  bool keep(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
            std::chrono::milliseconds lease) override;
  bool finish(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
              const std::string& report) override;
  void release(const std::string& schedule, const std::string& plannedFor, const std::string& worker) override;
  std::optional<std::string> lastFinished(const std::string& schedule) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
