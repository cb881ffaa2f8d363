#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"

namespace balalyk {

// Days of the sitting, both within; of a list the month's first day.
struct InboxFilter {
  std::optional<Kind> kind;
  std::optional<Date> from, to;
};

struct InboxQuery {
  std::vector<std::string> chairpersons;  // whom the account is: members' ids
  std::string accountId;                  // whose marks are shown
  InboxFilter filter;
  std::string after;  // InboxPage::next of the page before; empty, or of another form: from the start
  int limit = 50;
};

struct InboxRow {
  Document document;
  std::optional<Timestamp> openedAt;  // by this account, with just this content; nullopt: never
};

struct InboxPage {
  std::vector<InboxRow> rows;
  std::string next;  // for an address; empty: that was the last page
};

// Those beside a document in the list, by id; empty: none.
struct InboxNeighbours {
  std::string previous, next;
};

struct InboxCount {
  Kind kind{};
  std::int64_t waiting = 0, flagged = 0, unopened = 0;
};

// Port, part of the portal database: what is sent to chairpersons, and what they opened of it. Others' documents are
// not found.
class Inbox {
 public:
  virtual ~Inbox() = default;
  // Those with flags first, then what was sent first.
  virtual InboxPage list(const InboxQuery& query) = 0;
  // Beside the document in the query's list, or beside where it would be in it; `after` and `limit` do not count.
  virtual InboxNeighbours neighbours(const InboxQuery& query, const std::string& documentId) = 0;
  virtual std::vector<InboxCount> counts(const std::vector<std::string>& chairpersons,
                                         const std::string& accountId) = 0;
  // In any state and order.
  virtual std::vector<InboxRow> these(const std::vector<std::string>& ids, const std::vector<std::string>& chairpersons,
                                      const std::string& accountId) = 0;
  // The first time is kept.
  virtual void markOpened(const std::string& documentId, const std::string& contentDigest,
                          const std::string& accountId) = 0;
};

}  // namespace balalyk
