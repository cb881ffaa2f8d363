#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/Retention.h"

namespace balalyk {

class SqlRetention final : public Retention {
 public:
  explicit SqlRetention(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::optional<LegalHold> hold(const std::string& documentId) override;
  std::vector<LegalHold> holds(const Permission& by, int limit) override;
  bool setHold(const std::string& documentId, const std::string& reason, const std::string& accountId) override;
  bool liftHold(const std::string& documentId, const std::string& reason, const std::string& accountId) override;
  std::vector<DueDocument> due(const RetentionYears& years, int limit) override;
  Removal remove(const std::string& documentId, const RetentionYears& years, const std::string& reason,
                 const std::string& actor) override;
  std::optional<Tombstone> tombstone(const std::string& documentId) override;
  std::vector<Tombstone> tombstones(const Permission& by, int limit) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
