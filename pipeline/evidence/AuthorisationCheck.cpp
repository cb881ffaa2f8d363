#include "pipeline/evidence/AuthorisationCheck.h"

#include <algorithm>

#include "pipeline/evidence/AuditDetail.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/stages/StatementProof.h"

namespace balalyk {

void AuthorisationCheck::see(const AuditEntry& entry) {
  if (!entry.documentId.empty()) return;
  if (entry.event == "authorisation" || entry.event == "standing-authorisation")
    recorded_.emplace(auditDetail(entry, "id"), auditDetail(entry, "statementDigest"));
  if (entry.event == "receipt") receipts_[auditDetail(entry, "authorisation")] = auditDetail(entry, "receiptDigest");
  if (entry.event == "authorisation-revoked") revoked_.emplace(auditDetail(entry, "id"), entry.sequence);
}

std::vector<Problem> AuthorisationCheck::problems() {
  std::map<std::string, std::string> receiptBefore;
  for (const auto& row : before_) receiptBefore.emplace(row.id, row.receiptDigest);
  for (const auto& [id, statement] : recorded_) receiptBefore.try_emplace(id);
  for (const auto& [id, receipt] : receiptBefore) {
    const auto row = database_.authorisations().authorisation(id);
    row ? checkRow(*row, receipt) : problems_.push_back({"authorisationMissing", {{"authorisation", id}}});
  }
  database_.authorisations().forEachUncovered([this](const std::string& document) {
    problems_.push_back({"documentSignedUnauthorised", {{"document", document}}});
  });
  return std::move(problems_);
}

void AuthorisationCheck::found(const char* code, const Authorisation& row, std::map<std::string, std::string> params) {
  params.emplace("authorisation", row.id);
  problems_.push_back({code, std::move(params)});
}

void AuthorisationCheck::checkRow(const Authorisation& row, const std::string& receiptBefore) {
  ++checked_;
  const auto recorded = recorded_.find(row.id);
  if (recorded == recorded_.end() || recorded->second != row.statementDigest) found("authorisationNotInTrail", row);
  // One may have been given since.
  const auto& receipt = receipts_[row.id];
  if (receipt != row.receiptDigest && receipt != receiptBefore) found("receiptNotInTrail", row);
  const auto covered = database_.authorisations().covered(row.id);
  checkRevocation(row, covered);
  try {
    checkStatement(row, covered);
  } catch (const Error& error) {
    problems_.push_back(error.problem());
  }
}

void AuthorisationCheck::checkStatement(const Authorisation& row, const std::vector<AuthorisedContent>& covered) {
  const auto opened = openStatement(row, store_, validator_);
  auto difference = differenceOf(row, opened.statement);
  if (difference.empty() && !row.certificateDigest.empty() && row.certificateDigest != opened.signerSha256)
    difference = "certificate";
  if (!difference.empty()) found("statementDiffers", row, {{"detail", difference}});
  checkSigner(row, opened, covered);
  for (const auto& [document, content] : covered) {
    const auto xml = database_.archive().recordXml(document);
    const auto trail = xml ? std::vector<AuditEntry>() : database_.audit().ofDocument(document);
    if (std::ranges::find(trail, "removed", &AuditEntry::event) != trail.end()) continue;  // its time was over
    const bool within = xml && covers(opened.statement, document, content, fromXml(*xml));
    if (!within) found("documentNotInStatement", row, {{"document", document}});
  }
}

void AuthorisationCheck::checkSigner(const Authorisation& row, const SignedStatement& opened,
                                     const std::vector<AuthorisedContent>& covered) {
  const auto pin = pinned_.find(row.chairpersonId);
  if (pin != pinned_.end() && pin->second == opened.signerSha256) return;
  const auto person = personOf(row, covered);
  if (!person) return found("statementSignerUnknown", row);
  if (*person != opened.signerSerialNumber) found("statementOfAnotherPerson", row);
}

void AuthorisationCheck::checkRevocation(const Authorisation& row, const std::vector<AuthorisedContent>& covered) {
  const auto revoked = revoked_.find(row.id);
  if (revoked == revoked_.end()) return;
  if (!row.revokedAt) found("revocationCleared", row);
  for (const auto& [document, content] : covered) {
    const auto others = database_.authorisations().covering(document, content).authorisations;
    const bool another = std::ranges::any_of(
        others, [&](const Authorisation& other) { return other.id != row.id && !revoked_.contains(other.id); });
    if (another) continue;
    const auto entries = database_.audit().ofDocument(document);
    const bool after = std::ranges::any_of(
        entries, [&](const AuditEntry& entry) { return entry.event == "signed" && entry.sequence > revoked->second; });
    if (after) found("documentSignedAfterRevocation", row, {{"document", document}});
  }
}

// As certificates name their holder (ETSI EN 319 412-1).
std::optional<std::string> AuthorisationCheck::personIn(const std::string& documentId,
                                                        const std::string& chairpersonId) {
  const auto xml = database_.archive().recordXml(documentId);
  if (!xml) return std::nullopt;
  const auto record = fromXml(*xml);
  const Member* chairperson = chairpersonOf(record);
  if (!chairperson || chairperson->id != chairpersonId || chairperson->pin.empty()) return std::nullopt;
  return "PNOKG-" + chairperson->pin;
}

// What is published was signed with the certificate that the ring pinned then: before what only waits.
std::optional<std::string> AuthorisationCheck::personOf(const Authorisation& row,
                                                        const std::vector<AuthorisedContent>& covered) {
  constexpr int kLookedAt = 200;
  for (const auto state : {std::optional(State::published), std::optional<State>()}) {
    for (const auto& document :
         database_.archive().find({.commissionId = row.commissionId, .state = state, .limit = kLookedAt})) {
      if (document.chairpersonId != row.chairpersonId) continue;
      if (auto person = personIn(document.id, row.chairpersonId)) return person;
    }
  }
  for (const auto& content : covered)
    if (auto person = personIn(content.documentId, row.chairpersonId)) return person;
  return std::nullopt;
}

}  // namespace balalyk
