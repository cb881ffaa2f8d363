#include "pipeline/stages/StatementProof.h"

#include <algorithm>
#include <optional>

#include "pipeline/document/Lifecycle.h"
#include "pipeline/domain/IsoDate.h"
#include "signing/SigningError.h"
#include "signing/container/AsicPackage.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

constexpr std::size_t kStatementsKept = 256;
constexpr std::size_t kDocumentsKept = 500'000;  // in all of them

[[noreturn]] void refuse(Disposition disposition, const char* code, const Authorisation& row,
                         std::map<std::string, std::string> params = {}) {
  params.emplace("authorisation", row.id);
  throw StageError(disposition, {code, std::move(params)});
}

std::string containerOf(const Authorisation& row, const DocumentStore& store) {
  if (row.statementDigest.empty()) refuse(Disposition::sent, "statementMissing", row);
  std::optional<std::string> container;
  try {
    container = store.get(row.statementDigest);
  } catch (const Error& error) {
    if (error.problem().code != "storeDamaged") throw;
  }
  // It may come back from a backup: no chairperson has to decide again for that.
  if (!container) refuse(Disposition::wait, "statementMissing", row);
  return std::move(*container);
}

Statement statementIn(const std::string& container, const Authorisation& row) {
  try {
    const auto package = signing::openAsic(container, {});
    const auto* file = package.findData(kStatementFile);
    if (file && package.dataFiles.size() == 1 && package.signatures.size() == 1) return readStatement(file->content);
  } catch (const signing::SigningError&) {
  } catch (const Error&) {
  }
  refuse(Disposition::sent, "statementNotValid", row, {{"reason", "form"}});
}

std::string reasonOf(const signing::VerificationReport& report) {
  const auto sub = std::string(toString(report.subIndication));
  return sub.empty() ? std::string(toString(report.indication)) : sub;
}

// The chain of the certificate that the ring pins is the ring's business: here it is trusted as it is.
signing::Validator trusting(const signing::Certificate& pinned) {
  return signing::Validator(signing::TrustAnchors({pinned}));
}

// What the database itself says against a row is enough: only what speaks for it has to be proved.
void requireInForce(const Authorisation& row, Date today) {
  if (row.revokedAt) refuse(Disposition::sent, "authorisationTakenBack", row);
  if (!row.standing) return;
  const auto from = row.validFrom.value_or(Date{}), to = row.validTo.value_or(Date{});
  if (from.ok() && to.ok() && from <= today && today <= to) return;
  const auto shown = [](Date date) { return date.ok() ? isoDate(date) : std::string(); };
  refuse(Disposition::sent, "authorisationNotInForce", row, {{"from", shown(from)}, {"to", shown(to)}});
}

}  // namespace

SignedStatement openStatement(const Authorisation& row, const DocumentStore& store,
                              const signing::Validator& validator) {
  const auto container = containerOf(row, store);
  auto statement = statementIn(container, row);
  const auto report = validator.verify(container, statement.at);
  if (!report.passed() || report.signatures.size() != 1 || !report.signatures[0].signer)
    refuse(Disposition::sent, "statementNotValid", row, {{"reason", reasonOf(report)}});
  const auto& signer = *report.signatures[0].signer;
  return {std::move(statement), signer.certificateSha256, signer.serialNumber};
}

void requireAnyInForce(const Coverage& coverage) {
  std::optional<StageError> refusal;
  for (const auto& row : coverage.authorisations) {
    try {
      return requireInForce(row, coverage.today);
    } catch (const StageError& error) {
      if (!refusal) refusal.emplace(error);
    }
  }
  if (refusal) throw StageError(*refusal);
  throw StageError(Disposition::sent, {"notAuthorised", {}});
}

bool covers(const Statement& statement, const std::string& documentId, const std::string& contentDigest,
            const Record& record) {
  const Member* chairperson = chairpersonOf(record);
  if (!chairperson || chairperson->id != statement.chairpersonId) return false;
  if (statement.standing) {
    return commissionOf(record).id == statement.commissionId &&
           std::ranges::find(statement.kinds, kindOf(record)) != statement.kinds.end();
  }
  const auto found = statement.documents.find(documentId);
  return found != statement.documents.end() && found->second == contentDigest;
}

std::optional<Timestamp> lastRejection(std::span<const AuditEntry> entries) {
  std::optional<Timestamp> last;
  for (const auto& entry : entries)
    if (entry.event == "rejected") last = entry.at;
  return last;
}

bool isSent(std::span<const AuditEntry> entries) {
  bool sent = false;
  for (const auto& entry : entries) sent = sentAfter(entry.event, entry.detail).value_or(sent);
  return sent;
}

bool outlives(bool standing, Timestamp authorisedAt, Timestamp rejectedAt) {
  return !standing && authorisedAt > rejectedAt;
}

std::shared_ptr<const Statement> StatementProof::require(const Authorisation& row, const signing::Certificate& pinned) {
  const auto fingerprint = signing::toHex(pinned.fingerprint());
  auto statement = find(row.statementDigest, fingerprint);
  if (!statement) {
    const auto container = containerOf(row, store_);
    auto said = statementIn(container, row);
    const auto report = trusting(pinned).verify(container, said.at, pinned);
    if (!report.passed()) {
      const auto* signature = report.signatures.size() == 1 ? &report.signatures[0] : nullptr;
      if (signature && signature->signer && signature->signer->certificateSha256 != fingerprint) {
        if (signature->signer->serialNumber == pinned.subjectSerialNumber())
          refuse(Disposition::wait, "certificateChanged", row);
        refuse(Disposition::sent, "statementOfAnotherPerson", row);
      }
      refuse(Disposition::sent, "statementNotValid", row, {{"reason", reasonOf(report)}});
    }
    statement = std::make_shared<const Statement>(std::move(said));
    keep({row.statementDigest, fingerprint, statement});
  }
  const auto difference = differenceOf(row, *statement);
  if (!difference.empty()) refuse(Disposition::sent, "statementDiffers", row, {{"detail", difference}});
  return statement;
}

const Authorisation& StatementProof::choose(const Coverage& coverage, const Document& document, const Record& record,
                                            const signing::Certificate& pinned, std::optional<Timestamp> rejectedAt) {
  std::optional<StageError> refusal;
  for (const auto& row : coverage.authorisations) {
    try {
      requireInForce(row, coverage.today);
      const auto statement = require(row, pinned);
      if (row.chairpersonId != document.chairpersonId ||
          !covers(*statement, document.id, document.contentDigest, record))
        refuse(Disposition::sent, "documentNotInStatement", row, {{"document", document.id}});
      if (rejectedAt && !outlives(statement->standing, statement->at, *rejectedAt))
        refuse(Disposition::sent, "documentRejected", row, {{"document", document.id}});
      return row;
    } catch (const StageError& error) {
      // While one of them may come right, the document waits for that.
      if (!refusal || (refusal->disposition() != Disposition::wait && error.disposition() == Disposition::wait))
        refusal.emplace(error);
    }
  }
  if (refusal) throw StageError(*refusal);
  throw StageError(Disposition::sent, {"notAuthorised", {}});
}

std::shared_ptr<const Statement> StatementProof::find(const std::string& digest, const std::string& certificate) {
  const std::lock_guard lock(mutex_);
  const auto found = std::ranges::find_if(verified_, [&](const Verified& one) {
    return one.statementDigest == digest && one.certificateSha256 == certificate;
  });
  if (found == verified_.end()) return nullptr;
  if (found != verified_.begin()) std::rotate(verified_.begin(), found, found + 1);
  return verified_.front().statement;
}

void StatementProof::keep(Verified verified) {
  const std::lock_guard lock(mutex_);
  verified_.push_front(std::move(verified));
  std::size_t documents = 0, kept = 0;
  for (const auto& one : verified_) {
    documents += one.statement->documents.size();
    if (kept > 0 && documents > kDocumentsKept) break;
    ++kept;
  }
  verified_.resize(std::min({kept, kStatementsKept, verified_.size()}));
}

}  // namespace balalyk
