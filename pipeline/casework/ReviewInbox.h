#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/ports/Accounts.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// Whom an account is in commissions that it chairs: the members' ids to which documents are sent.
std::vector<std::string> chairpersonsOf(const Account& account);

// Something that a reader sees is in it.
bool isReason(std::string_view text);

// What waits for a chairperson before anything is signed. Other chairpersons' documents are not found.
class ReviewInbox {
 public:
  ReviewInbox(PortalDatabase& database, const Account& account);

  InboxPage waiting(const InboxFilter& filter, const std::string& after, int limit) const;
  InboxNeighbours neighbours(const InboxFilter& filter, const std::string& documentId) const;
  std::vector<InboxCount> counts() const;
  // With its mark. nullopt: not found.
  std::optional<InboxRow> find(const std::string& documentId) const;
  // It was shown to the last page, or fetched whole.
  void markOpened(const InboxRow& row) const;
  // Back to the secretary, without the marks in the reason that no reader sees. Throws Error
  // documentNotFound{document}, reasonMissing, documentNotSent{document, state}.
  void giveBack(const std::string& documentId, const std::string& given) const;

 private:
  InboxRow own(const std::string& documentId) const;

  PortalDatabase& database_;
  const std::string accountId_;
  const std::vector<std::string> chairpersons_;
};

}  // namespace balalyk
