#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/DocumentArchive.h"

namespace balalyk {

// The archive over SQL.
class SqlDocumentArchive final : public DocumentArchive {
 public:
  explicit SqlDocumentArchive(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::optional<Document> document(const std::string& id) override;
  std::optional<Document> latest(Source source, const std::string& sourceKey) override;
  std::optional<Document> ofFile(const std::string& digest) override;
  std::vector<Document> revisions(Source source, const std::string& sourceKey) override;
  std::optional<std::string> recordXml(const std::string& id) override;
  std::vector<Document> find(const DocumentQuery& query) override;
  std::vector<StateCount> counts() override;
  std::vector<CommissionCount> draftedByCommission() override;
  std::vector<CommissionCount> sentByCommission() override;
  std::vector<LevelCount> levelCounts() override;
  std::vector<ProblemCount> waitingCounts() override;
  std::vector<ProblemCount> flagCounts(Part part, std::chrono::milliseconds recent) override;
  std::vector<Document> inState(State state, int limit) override;
  std::vector<Document> waitingAgain(int limit) override;
  std::vector<Document> stoppedUpgrades(int limit) override;
  std::int64_t countStoppedUpgrades() override;
  std::vector<Document> stuck(std::chrono::milliseconds age, int limit) override;
  void forEachFile(const std::function<void(const std::string& documentId, const StoredFile&)>& visit) override;
  std::vector<FrozenRecord> frozenIn(State state, const FrozenRecord& after, int limit) override;
  std::vector<FrozenRecord> frozenPublished(std::int64_t afterSequence, int limit) override;
  std::vector<FrozenRecord> frozenLists(std::chrono::year_month month) override;

 private:
  std::vector<FrozenRecord> frozen(std::string_view statement, std::initializer_list<SqlValue> values);
  std::vector<CommissionCount> byCommission(std::string_view statement);
  std::vector<Document> list(const SqlStatement& statement, std::initializer_list<SqlValue> values);

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
