#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/Intake.h"

namespace balalyk {

class SqlIntake final : public Intake {
 public:
  explicit SqlIntake(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  Received receive(const Application& application, const std::string& digest, const std::string& actor) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
