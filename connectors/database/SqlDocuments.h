#pragma once

#include "connectors/database/SqlRunner.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// Documents over SQL. One class, several sources: taking (SqlTake.cpp), comparison with the portal (SqlComparison.cpp), the
// life under claims (SqlClaims.cpp), what a person puts into the queue again (SqlRetry.cpp) and what is only read
// (SqlDocuments.cpp).
class SqlDocuments final : public Documents {
 public:
  explicit SqlDocuments(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::vector<TakeResult> take(std::span<const NewDocument> batch, const std::string& actor) override;
  RecordCursor cursor(const std::string& view) override;
  void setCursor(const std::string& view, const RecordCursor& cursor) override;

  std::vector<Claim> claim(const ClaimRequest& request) override;
  int heartbeat(const std::string& worker, std::chrono::milliseconds lease) override;
  std::vector<bool> complete(const std::string& worker, std::span<const Completion> batch) override;
  bool fail(const std::string& worker, const Failure& failure, const EngineLimits& limits) override;
  int giveBack(const std::string& worker) override;
  int hasten() override;
  std::vector<std::string> holders() override;
  void expire(const std::string& worker) override;
  int sweep(const EngineLimits& limits) override;
  bool retry(const std::string& id, const std::string& actor) override;
  bool signAgain(const std::string& id, const std::string& actor) override;

  std::int64_t pending(Stage stage) override;
  std::optional<std::chrono::milliseconds> nextDue(Stage stage) override;
  std::optional<std::chrono::milliseconds> oldestDue(Stage stage) override;
  std::optional<Document> document(const std::string& id) override;
  std::optional<Document> latest(Source source, const std::string& sourceKey) override;
  std::vector<Document> revisions(Source source, const std::string& sourceKey) override;
  std::optional<std::string> recordXml(const std::string& id) override;
  std::vector<Document> find(const DocumentQuery& query) override;
  std::vector<StateCount> counts() override;
  std::vector<LevelCount> levelCounts() override;
  std::vector<ProblemCount> waitingCounts() override;
  std::vector<ProblemCount> flagCounts(const std::string& prefix, std::chrono::milliseconds recent) override;
  int raise(const std::vector<std::string>& levels, int limit) override;
  std::vector<Document> inState(State state, int limit) override;
  std::vector<Document> draftedAgain(int limit) override;
  std::vector<Document> stoppedUpgrades(int limit) override;
  std::int64_t countStoppedUpgrades() override;
  std::vector<Document> stuck(std::chrono::milliseconds age, int limit) override;
  void forEachFile(const std::function<void(const std::string& documentId, const StoredFile&)>& visit) override;

  std::vector<FrozenRecord> frozenIn(State state, const FrozenRecord& after, int limit) override;
  std::vector<FrozenRecord> frozenPublished(std::int64_t afterSequence, int limit) override;
  std::vector<FrozenRecord> frozenLists(std::chrono::year_month month) override;
  std::vector<Document> withdraw(const std::vector<std::string>& ids, const Problem& reason,
                                 const std::string& actor) override;
  void mark(const std::vector<std::string>& ids, const Flag& flag, bool shown, const std::string& actor) override;

 private:
  std::vector<FrozenRecord> frozen(std::string_view statement, std::initializer_list<SqlValue> values);
  // Whether an authorisation in force covers the document with this content.
  bool covered(SqlSession& session, const std::string& id, const std::string& content) const;
  std::vector<Document> list(const SqlStatement& statement, std::initializer_list<SqlValue> values);

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
