#include "pipeline/casework/SendProtocols.h"

#include <algorithm>
#include <utility>

#include "pipeline/actions/Recall.h"

namespace balalyk {

namespace {

constexpr int kShown = 190;  // all of them may be chosen: more fields than that no form may have

std::vector<Document> inState(PortalDatabase& database, const Commissions& commissions, State state) {
  std::vector<Document> documents;
  for (const auto& commission : commissions)
    for (auto& document : database.archive().find({.commissionId = commission, .state = state, .limit = kShown}))
      documents.push_back(std::move(document));
  std::ranges::stable_sort(documents, {}, &Document::changedAt);
  if (std::cmp_greater(documents.size(), kShown)) documents.erase(documents.begin() + kShown, documents.end());
  return documents;
}

// Each of them is somebody's of one commission: the first one that knows it decides.
template <class Action>
std::vector<Handover> ofOwn(Action action, const std::vector<std::string>& ids, const Commissions& commissions,
                            const std::string& actor) {
  std::vector<Handover> handovers;
  for (const auto& id : ids)
    handovers.push_back(
        {{.documentId = id, .outcome = SendingOutcome::unknown}, Problem{"documentNotFound", {{"document", id}}}});
  for (const auto& commission : commissions) {
    const auto results = action.run(ids, {actor, commission});
    for (std::size_t i = 0; i < results.size(); ++i)
      if (results[i].result.outcome != SendingOutcome::unknown &&
          handovers[i].result.outcome == SendingOutcome::unknown)
        handovers[i] = results[i];
  }
  return handovers;
}

}  // namespace

SendProtocols::SendProtocols(PortalDatabase& database, Commissions commissions, std::string accountId)
    : database_(database), commissions_(std::move(commissions)), accountId_(std::move(accountId)) {
  // To the port an empty commission is any of them.
  std::erase(commissions_, "");
}

std::vector<Document> SendProtocols::drafts() const {
  return inState(database_, commissions_, State::drafted);
}

std::vector<Document> SendProtocols::sent() const {
  return inState(database_, commissions_, State::sent);
}

std::vector<Handover> SendProtocols::send(const std::vector<std::string>& documentIds) {
  return ofOwn(Send(database_), documentIds, commissions_, accountId_);
}

std::vector<Handover> SendProtocols::recall(const std::vector<std::string>& documentIds) {
  return ofOwn(Recall(database_), documentIds, commissions_, accountId_);
}

}  // namespace balalyk
