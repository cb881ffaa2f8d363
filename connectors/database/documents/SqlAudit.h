#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// The trail as it is read; ChangeLog writes it.
class SqlAudit final : public AuditTrail {
 public:
  explicit SqlAudit(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::optional<std::int64_t> walk(const std::function<void(const AuditEntry&)>& visit) override;
  AuditHead head() override;
  std::vector<AuditEntry> ofDocument(const std::string& documentId) override;
  std::int64_t size() override;
  void append(const std::string& actor, const std::string& event, const std::string& detail) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
