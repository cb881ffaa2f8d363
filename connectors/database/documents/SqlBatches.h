#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/Batches.h"

namespace balalyk {

class SqlBatches final : public Batches {
 public:
  explicit SqlBatches(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  bool prepare(const Batch& batch, std::span<const AuthorisedContent> documents) override;
  std::optional<Batch> find(const std::string& id) override;
  std::vector<BatchDocument> documents(const std::string& id) override;
  std::set<std::string> waiting(const std::vector<std::string>& ids) override;
  std::vector<Batch> ofChairperson(const std::string& chairpersonId, int limit) override;
  bool take(const std::string& id, const std::string& runner, std::chrono::milliseconds lease) override;
  bool keep(const std::string& id, const std::string& runner, std::chrono::milliseconds lease) override;
  bool release(const std::string& id, const std::string& runner, const std::optional<Problem>& problem) override;
  void leaveOut(const std::string& id, const std::map<std::string, Problem>& problems) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
