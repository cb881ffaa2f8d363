#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/DocumentQueue.h"

namespace balalyk {

// The queue over SQL. One class, several sources: taking (SqlTake.cpp), what comes of the comparison with the portal
// (SqlComparison.cpp), the life under claims (SqlClaims.cpp), what is due (SqlDue.cpp) and what a person puts into the
// queue again (SqlRetry.cpp).
class SqlDocumentQueue final : public DocumentQueue {
 public:
  explicit SqlDocumentQueue(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  std::vector<TakeResult> take(std::span<const NewDocument> batch, const std::string& actor) override;
  RecordCursor cursor(const std::string& view) override;
  void setCursor(const std::string& view, const RecordCursor& cursor) override;
  std::vector<Claim> claim(const ClaimRequest& request) override;
  int heartbeat(const std::string& worker, std::chrono::milliseconds lease) override;
  std::vector<bool> complete(const std::string& worker, std::span<const Completed> batch) override;
  bool fail(const std::string& worker, const Failure& failure) override;
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
  int raise(const std::vector<std::string>& levels, int limit) override;
  std::vector<Document> withdraw(const std::vector<std::string>& ids, const Problem& reason,
                                 const std::string& actor) override;
  void mark(const std::vector<std::string>& ids, const Flag& flag, bool shown, const std::string& actor) override;

 private:
  // Whether an authorisation in force covers the document with this content.
  bool covered(SqlSession& session, const std::string& id, const std::string& content) const;

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
