#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/ArchiveSearch.h"

namespace balalyk {

class SqlArchiveSearch final : public ArchiveSearch {
 public:
  explicit SqlArchiveSearch(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  ArchivePage list(const ArchiveFilter& filter, const Permission& by, const std::string& after, int limit) override;
  ArchiveFound search(const std::string& name, const ArchiveFilter& filter, const Permission& by, int limit) override;
  std::optional<Document> document(const std::string& id, const Permission& by) override;
  std::vector<Document> these(const std::vector<std::string>& ids, const Permission& by) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
