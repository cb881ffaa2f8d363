#include "pipeline/casework/ReviewInbox.h"

#include "pipeline/casework/Rights.h"
#include "pipeline/domain/TypedReason.h"

namespace balalyk {

std::vector<std::string> chairpersonsOf(const Account& account) {
  std::vector<std::string> members;
  const auto allowed = permission(account, Action::authorise);
  for (const auto& grant : account.grants)
    if (grant.role == Role::chairperson && !grant.memberId.empty() && allowed.ofCommission(grant.place))
      members.push_back(grant.memberId);
  return members;
}

bool isReason(std::string_view text) {
  return !typedReason(text).empty();
}

ReviewInbox::ReviewInbox(PortalDatabase& database, const Account& account)
    : database_(database), accountId_(account.id), chairpersons_(chairpersonsOf(account)) {}

InboxPage ReviewInbox::waiting(const InboxFilter& filter, const std::string& after, int limit) const {
  return database_.inbox().list({chairpersons_, accountId_, filter, after, limit});
}

InboxNeighbours ReviewInbox::neighbours(const InboxFilter& filter, const std::string& documentId) const {
  return database_.inbox().neighbours({chairpersons_, accountId_, filter, {}, 1}, documentId);
}

std::vector<InboxCount> ReviewInbox::counts() const {
  return database_.inbox().counts(chairpersons_, accountId_);
}

InboxRow ReviewInbox::own(const std::string& documentId) const {
  auto found = database_.inbox().these({documentId}, chairpersons_, accountId_);
  if (found.empty()) throw Error("documentNotFound", {{"document", documentId}});
  return std::move(found.front());
}

std::optional<InboxRow> ReviewInbox::find(const std::string& documentId) const {
  auto found = database_.inbox().these({documentId}, chairpersons_, accountId_);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

void ReviewInbox::markOpened(const InboxRow& row) const {
  if (!row.openedAt) database_.inbox().markOpened(row.document.id, row.document.contentDigest, accountId_);
}

void ReviewInbox::giveBack(const std::string& documentId, const std::string& given) const {
  const auto document = own(documentId).document;
  // It is shown to others inside a sentence: nothing may turn its direction.
  const auto reason = typedReason(given);
  if (reason.empty()) throw Error("reasonMissing");
  if (!database_.authorisations().reject(documentId, document.chairpersonId, reason))
    throw Error("documentNotSent", {{"document", documentId}, {"state", toString(own(documentId).document.state)}});
}

}  // namespace balalyk
