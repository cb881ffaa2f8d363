#pragma once

#include "connectors/database/session/SqlRunner.h"
#include "pipeline/ports/Inbox.h"

namespace balalyk {

class SqlInbox final : public Inbox {
 public:
  explicit SqlInbox(SqlRunner& runner) : runner_(runner), sql_(runner.sql()) {}

  InboxPage list(const InboxQuery& query) override;
  InboxNeighbours neighbours(const InboxQuery& query, const std::string& documentId) override;
  std::vector<InboxCount> counts(const std::vector<std::string>& chairpersons, const std::string& accountId) override;
  std::vector<InboxRow> these(const std::vector<std::string>& ids, const std::vector<std::string>& chairpersons,
                              const std::string& accountId) override;
  void markOpened(const std::string& documentId, const std::string& contentDigest,
                  const std::string& accountId) override;

 private:
  SqlRunner& runner_;
  const SqlCatalogue& sql_;
};

}  // namespace balalyk
