#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/SavedViews.h"

namespace balalyk {

class SqlSavedViews final : public SavedViews {
 public:
  explicit SqlSavedViews(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::vector<SavedView> list(const std::string& accountId) override;
  bool keep(const std::string& accountId, const SavedView& view) override;
  void remove(const std::string& accountId, const std::string& id) override;

 private:
  std::vector<SavedView> read(SqlSession& session, const std::string& accountId) const;

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
