#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/Processes.h"

namespace balalyk {

class SqlProcesses final : public Processes {
 public:
  explicit SqlProcesses(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  void report(const ProcessReport& report) override;
  void forget(const std::string& name) override;
  std::vector<ProcessReport> list() override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
