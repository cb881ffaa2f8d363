#include "pipeline/actions/Authorise.h"

#include <algorithm>

#include "pipeline/domain/Uuid.h"
#include "pipeline/stages/StatementXml.h"
#include "signing/crypto/Digest.h"
#include "signing/xades/PreparedSignature.h"

namespace balalyk {

namespace {

// What readStatement() takes: some 60,000 documents.
constexpr std::size_t kLargestStatement = 32U << 20U;

}  // namespace

// In parts, as the night takes them.
std::vector<Document> Authorise::keepCurrent(std::span<const Document> documents) const {
  static const std::string kActor = "authorise";
  static constexpr std::size_t kAtOnce = 200;
  CurrentRecords current(database_);
  std::vector<Document> kept;
  for (; !documents.empty(); documents = documents.subspan(std::min(kAtOnce, documents.size()))) {
    const auto part = documents.first(std::min(kAtOnce, documents.size()));
    std::vector<FrozenRecord> records;
    for (const auto& document : part) records.push_back(frozenRecordOf(document));
    const auto compared = current.compare(records);
    std::vector<NewDocument> changed;
    for (std::size_t i = 0; i < part.size(); ++i) {
      if (compared[i].standing == Standing::same) kept.push_back(part[i]);
      if (compared[i].standing == Standing::changed) changed.push_back(*compared[i].now);
      if (compared[i].standing == Standing::gone)
        database_.queue().withdraw({part[i].id}, recordWithdrawn(part[i].source), kActor);
    }
    database_.queue().take(changed, kActor);
  }
  return kept;
}

// The list may be older than a recall: what is not sent any more is not named in what the chairperson signs.
std::vector<Document> Authorise::keepWaiting(std::vector<Document> documents, const std::string& chairpersonId) const {
  std::vector<std::string> ids;
  for (const auto& document : documents) ids.push_back(document.id);
  const auto waiting = database_.authorisations().waiting(ids, chairpersonId);
  std::erase_if(documents, [&](const Document& document) { return !waiting.contains(document.id); });
  return documents;
}

Authorise::Review Authorise::review(const std::string& chairpersonId, int limit) const {
  Review review;
  for (const auto state : {State::sent, State::authorised}) {
    for (auto& document : database_.archive().inState(state, limit)) {
      const bool waits = state == State::sent || (!document.problems.empty() && !document.leaseUntil);
      if (waits && (chairpersonId.empty() || document.chairpersonId == chairpersonId))
        review.documents.push_back(std::move(document));
    }
  }
  if (compare_) review.documents = keepCurrent(review.documents);
  review.batchDigest = batchDigest(review.documents);
  return review;
}

Authorise::Outcome Authorise::batch(std::span<const Document> reviewed, const std::string& chairpersonId,
                                    signing::SigningKey& key, const std::string& id) {
  if (reviewed.empty()) throw Error("nothingToAuthorise");
  for (const auto& document : reviewed)
    if (document.chairpersonId != chairpersonId)
      throw Error("documentOfAnotherChairperson", {{"document", document.id}});
  std::vector<Document> shown(reviewed.begin(), reviewed.end());
  const auto current = keepWaiting(compare_ ? keepCurrent(shown) : std::move(shown), chairpersonId);
  Outcome outcome;
  auto& authorisation = outcome.authorisation;
  const auto now = database_.now();
  authorisation = {.id = id.empty() ? newUuid(now) : id,
                   .chairpersonId = chairpersonId,
                   .commissionId = reviewed.front().commissionId,
                   .recordedAt = now,
                   .batchDigest = batchDigest(current),
                   .certificateDigest = signing::toHex(key.certificate().fingerprint()),
                   .certificateUntil = key.certificate().notAfter()};
  std::vector<AuthorisedContent> contents;
  for (const auto& document : current) contents.push_back({document.id, document.contentDigest});
  if (!current.empty()) {
    const auto statement = batchStatement(authorisation, current);
    if (statement.size() > kLargestStatement) throw Error("batchTooLarge", {{"count", std::to_string(current.size())}});
    authorisation.statementDigest = keepStatement(authorisation, statement, key);
    outcome.authorised = database_.authorisations().authorise(authorisation, contents);
  }
  authorisation.documents = static_cast<std::int64_t>(outcome.authorised.size());
  for (const auto& document : reviewed) {
    if (std::ranges::find(outcome.authorised, document.id) == outcome.authorised.end()) {
      outcome.skipped.push_back(document.id);
    }
  }
  return outcome;
}

Authorisation Authorise::standing(const StandingTerms& terms, signing::SigningKey& key) {
  if (terms.kinds.empty()) throw Error("standingTermsWrong", {{"detail", "kinds"}});
  if (!terms.from.ok() || !terms.to.ok() || terms.to < terms.from)
    throw Error("standingTermsWrong", {{"detail", "dates"}});
  if (terms.commissionId.empty() || terms.chairpersonId.empty()) {
    throw Error("standingTermsWrong", {{"detail", "commission"}});
  }
  const auto now = database_.now();
  Authorisation authorisation{.id = newUuid(now),
                              .chairpersonId = terms.chairpersonId,
                              .commissionId = terms.commissionId,
                              .standing = true,
                              .kinds = terms.kinds,
                              .validFrom = terms.from,
                              .validTo = terms.to,
                              .recordedAt = now,
                              .certificateDigest = signing::toHex(key.certificate().fingerprint()),
                              .certificateUntil = key.certificate().notAfter()};
  authorisation.statementDigest = keepStatement(authorisation, standingStatement(authorisation), key);
  database_.authorisations().recordStanding(authorisation);
  return authorisation;
}

std::string Authorise::keepStatement(const Authorisation& authorisation, const std::string& xml,
                                     signing::SigningKey& key) {
  // The sign stage will read it and compare: what it would refuse is not signed in the first place.
  const auto difference = differenceOf(authorisation, readStatement(xml));
  if (!difference.empty())
    throw Error("statementDiffers", {{"authorisation", authorisation.id}, {"detail", difference}});
  const auto seconds = std::chrono::floor<std::chrono::seconds>(authorisation.recordedAt);
  checkValidity(key.certificate(), seconds);
  const signing::DigestedFiles files({{kStatementFile, "application/xml", xml}});
  const auto prepared =
      signing::prepare(files, key.certificate(), key.chain(), {.signingTime = seconds, .countryCode = "KG"});
  const std::vector<signing::Digest> digests{signing::digestToSign(prepared)};
  return store_.put(signing::finish(prepared, files, key.sign(digests).at(0)));
}

}  // namespace balalyk
