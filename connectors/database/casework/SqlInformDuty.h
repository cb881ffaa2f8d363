#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/InformDuty.h"

namespace balalyk {

class SqlInformDuty final : public InformDuty {
 public:
  explicit SqlInformDuty(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::vector<NoticeDue> due(const std::string& commissionId, int limit) override;
  std::vector<NoticeDue> informed(const std::string& commissionId, int limit) override;
  int markInformed(const std::string& commissionId, const std::vector<std::string>& documentIds,
                   const std::string& accountId) override;
  int takeBack(const std::string& commissionId, const std::vector<std::string>& documentIds,
               const std::string& accountId) override;

 private:
  std::vector<NoticeDue> list(const char* statement, const std::string& commissionId, int limit);

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
