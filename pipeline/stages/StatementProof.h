#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "pipeline/ports/Authorisations.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/record/Record.h"
#include "pipeline/stages/StatementXml.h"
#include "signing/crypto/Certificate.h"
#include "signing/validation/Validator.h"

namespace balalyk {

// A statement with a signature that holds.
struct SignedStatement {
  Statement statement;
  std::string signerSha256;        // of the certificate
  std::string signerSerialNumber;  // of its subject: "PNOKG-" and the personal number
};

// The container of an authorisation's statement, checked with `validator` at the time that the statement names. Throws
// StageError statementMissing{authorisation}: the row names none, or the store has not what it names;
// statementNotValid{authorisation, reason}.
SignedStatement openStatement(const Authorisation& row, const DocumentStore& store,
                              const signing::Validator& validator);

// At least one of the rows is not revoked and in force today: found out without a key. Throws StageError sent
// notAuthorised, authorisationTakenBack{authorisation}, authorisationNotInForce{authorisation, from, to}.
void requireAnyInForce(const Coverage& coverage);

// Whether the statement alone lets this content be signed for this record: a batch by the list, a standing one by
// chairperson, commission and kind.
bool covers(const Statement& statement, const std::string& documentId, const std::string& contentDigest,
            const Record& record);

// When the chairperson rejected the document last, by its entries of the audit trail.
std::optional<Timestamp> lastRejection(std::span<const AuditEntry> entries);
// Whether the document is with the chairperson, by the same entries: sent, and not recalled since.
bool isSent(std::span<const AuditEntry> entries);
// Whether an authorisation of that time lets what was rejected be signed after all: only a batch does, by naming it.
bool outlives(bool standing, Timestamp authorisedAt, Timestamp rejectedAt);

// What a row of the database is worth: only what the chairperson signed. A login that may write rows cannot let
// anything be signed. Thread-safe; a statement is read and verified once, however many documents it covers.
class StatementProof {
 public:
  explicit StatementProof(const DocumentStore& store) : store_(store) {}

  // The row, its statement verified with the certificate that the key ring pins for the chairperson, never with what
  // the row names. Throws StageError:
  //   wait     statementMissing{authorisation}, when its file may come back; certificateChanged{authorisation}: the
  //   same
  //            person signed with another certificate than the pinned one
  //   sent     statementMissing, when the row names none; statementNotValid{authorisation, reason};
  //            statementOfAnotherPerson{authorisation}; statementDiffers{authorisation, detail}
  std::shared_ptr<const Statement> require(const Authorisation& row, const signing::Certificate& pinned);

  // The first of the rows that proves itself and lets the document be signed today. `rejectedAt`: what the chairperson
  // rejected was authorised no more, whoever set it on its way again. Throws StageError:
  //   sent     what requireAnyInForce() and require() throw; documentNotInStatement, documentRejected{authorisation,
  //            document}
  //   wait     what require() throws
  const Authorisation& choose(const Coverage& coverage, const Document& document, const Record& record,
                              const signing::Certificate& pinned, std::optional<Timestamp> rejectedAt = {});

 private:
  struct Verified {
    std::string statementDigest, certificateSha256;
    std::shared_ptr<const Statement> statement;
  };
  std::shared_ptr<const Statement> find(const std::string& digest, const std::string& certificate);
  void keep(Verified verified);

  const DocumentStore& store_;
  std::mutex mutex_;
  std::deque<Verified> verified_;  // the last used first
};

}  // namespace balalyk
