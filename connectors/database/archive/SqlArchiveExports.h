#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/ArchiveExports.h"

namespace balalyk {

class SqlArchiveExports final : public ArchiveExports {
 public:
  explicit SqlArchiveExports(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::string order(const std::string& accountId, ExportKind kind, const std::vector<std::string>& documents,
                    const std::string& id) override;
  std::vector<ArchiveExport> of(const std::string& accountId, int limit) override;
  std::optional<ArchiveExport> find(const std::string& id, const std::string& accountId) override;
  std::vector<std::string> documentsOf(const std::string& id) override;
  std::optional<ArchiveExport> claim(std::chrono::milliseconds lease) override;
  bool finish(const ArchiveExport& claimed, const ExportResult& result, const std::string& actor) override;
  bool fail(const ArchiveExport& claimed, const Problem& problem,
            std::optional<std::chrono::milliseconds> retryAfter) override;
  std::vector<ArchiveExport> failed(std::chrono::milliseconds age, int limit) override;
  bool retry(const std::string& id, const std::string& actor) override;
  std::vector<ArchiveExport> expire(std::chrono::milliseconds age, int limit) override;
  std::vector<std::string> files() override;

 private:
  bool any(std::string_view statement, std::initializer_list<SqlValue> values);

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
