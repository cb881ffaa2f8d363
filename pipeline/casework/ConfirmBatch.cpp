#include "pipeline/casework/ConfirmBatch.h"

#include <algorithm>
#include <map>

#include "pipeline/casework/ReviewInbox.h"
#include "pipeline/domain/Uuid.h"
#include "pipeline/engine/WorkerIdentity.h"
#include "pipeline/stages/StatementXml.h"

namespace balalyk {

namespace {

constexpr std::size_t kMostDocuments = 10'000;  // what one order to the signer holds

// Whoever was killed on this host is not waited for until the lease is over.
void seeTheDead(Batch& batch) {
  if (batch.alive && isDeadHere(batch.runner)) batch.alive = false;
}

}  // namespace

int ShownBatch::count(ReceiptOutcome outcome) const {
  return static_cast<int>(
      std::ranges::count_if(documents, [&](const auto& document) { return outcomeOf(batch, document) == outcome; }));
}

ConfirmBatch::ConfirmBatch(PortalDatabase& database, const Account& account)
    : database_(database), accountId_(account.id), chairpersons_(chairpersonsOf(account)) {}

ShownBatch ConfirmBatch::prepare(const std::vector<std::string>& documentIds, const std::string& id) const {
  if (auto before = id.empty() ? std::nullopt : find(id)) return *std::move(before);
  if (documentIds.empty()) throw Error("nothingToAuthorise");
  if (documentIds.size() > kMostDocuments)
    throw Error("batchTooLarge", {{"count", std::to_string(documentIds.size())}});
  std::map<std::string, Document> found;
  for (auto& row : database_.inbox().these(documentIds, chairpersons_, accountId_)) {
    auto id = row.document.id;
    found.emplace(std::move(id), std::move(row.document));
  }
  std::vector<AuthorisedContent> shown;
  std::set<std::string> once;
  for (const auto& id : documentIds) {
    const auto document = found.find(id);
    if (document == found.end()) throw Error("documentNotFound", {{"document", id}});
    if (document->second.chairpersonId != found.begin()->second.chairpersonId) throw Error("chairpersonsSeveral");
    if (once.insert(id).second) shown.push_back({id, document->second.contentDigest});
  }
  const auto& chairperson = found.begin()->second.chairpersonId;
  const auto waiting = database_.authorisations().waiting({once.begin(), once.end()}, chairperson);
  for (const auto& [id, document] : found)
    if (!waiting.contains(id)) throw Error("documentNotSent", {{"document", id}, {"state", toString(document.state)}});
  std::map<std::string, std::string> contents;
  for (const auto& [id, content] : shown) contents.emplace(id, content);
  const Batch batch{.id = id.empty() ? newUuid(database_.now()) : id,
                    .chairpersonId = chairperson,
                    .accountId = accountId_,
                    .digest = batchDigest(contents)};
  database_.batches().prepare(batch, shown);
  return find(batch.id).value();
}

std::vector<ShownBatch> ConfirmBatch::prepareEach(const std::vector<std::string>& documentIds,
                                                  const std::string& id) const {
  std::map<std::string, std::string> chairpersonOf;
  for (auto& row : database_.inbox().these(documentIds, chairpersons_, accountId_))
    chairpersonOf.emplace(std::move(row.document.id), std::move(row.document.chairpersonId));
  std::map<std::string, std::vector<std::string>> lists;
  for (const auto& id : documentIds) {
    const auto found = chairpersonOf.find(id);
    if (found == chairpersonOf.end()) throw Error("documentNotFound", {{"document", id}});
    lists[found->second].push_back(id);
  }
  if (lists.empty()) throw Error("nothingToAuthorise");
  std::vector<ShownBatch> made;
  for (const auto& [chairperson, ids] : lists) made.push_back(prepare(ids, id.empty() ? id : uuidOf(id + chairperson)));
  return made;
}

std::optional<ShownBatch> ConfirmBatch::find(const std::string& batchId) const {
  auto batch = database_.batches().find(batchId);
  if (!batch || std::ranges::find(chairpersons_, batch->chairpersonId) == chairpersons_.end()) return std::nullopt;
  seeTheDead(*batch);
  ShownBatch shown{.batch = *std::move(batch), .documents = database_.batches().documents(batchId), .standing = {}};
  shown.standing = standingOf(shown.batch, shown.documents);
  std::vector<std::string> ids;
  for (const auto& entry : shown.documents) ids.push_back(entry.document.id);
  for (const auto& row : database_.inbox().these(ids, chairpersons_, accountId_))
    if (!row.openedAt) shown.unopened.insert(row.document.id);
  return shown;
}

std::vector<Batch> ConfirmBatch::recent(int limit) const {
  std::vector<Batch> batches;
  for (const auto& chairperson : chairpersons_)
    for (auto& batch : database_.batches().ofChairperson(chairperson, limit)) batches.push_back(std::move(batch));
  for (auto& batch : batches) seeTheDead(batch);
  std::ranges::stable_sort(batches, std::greater(), &Batch::preparedAt);
  if (batches.size() > static_cast<std::size_t>(limit)) batches.resize(static_cast<std::size_t>(limit));
  return batches;
}

ShownBatch ConfirmBatch::confirm(const std::string& batchId, const std::string& digest, signing::Secret password,
                                 Signer& signer) const {
  const auto shown = find(batchId);
  if (!shown) throw Error("batchMissing", {{"batch", batchId}});
  if (shown->batch.digest != digest)
    throw Error("batchChangedSinceShown", {{"count", std::to_string(shown->batch.documents)}});
  BatchOrder order{.id = batchId,
                   .memberId = shown->batch.chairpersonId,
                   .accountId = accountId_,
                   .digest = digest,
                   .documents = {}};
  for (const auto& entry : shown->documents) order.documents.push_back({entry.document.id, entry.contentDigest});
  signer.sign(order, std::move(password), [](const BatchProgress& progress) { return !progress.authorised; });
  return find(batchId).value();
}

}  // namespace balalyk
