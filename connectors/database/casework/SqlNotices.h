#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/Notices.h"

namespace balalyk {

class SqlNotices final : public Notices {
 public:
  explicit SqlNotices(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  bool gather(const NoticeTimes& times) override;
  std::optional<NoticeClaim> claim(std::chrono::milliseconds lease) override;
  bool sent(const Notice& notice) override;
  bool failed(const Notice& notice, const Problem& problem,
              std::optional<std::chrono::milliseconds> retryAfter) override;
  int hasten(bool failedToo) override;
  std::vector<Notice> list(int limit) override;
  bool wanted(const std::string& accountId) override;
  void setWanted(const std::string& accountId, bool wanted) override;

 private:
  std::optional<Notice> compose(SqlSession& session, const Notice& open);  // nullopt: it was dropped
  std::optional<NoticeClaim> addressed(SqlSession& session, const Notice& notice);
  void drop(SqlSession& session, const Notice& notice, const char* reason);

  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
