#pragma once

#include <string>
#include <vector>

#include "pipeline/document/ReceiptOutcome.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PortalDatabase.h"
#include "signing/keys/SigningKey.h"
#include "signing/validation/Validator.h"

namespace balalyk {

// What became of a batch that a chairperson authorised.
struct Receipt {
  struct Entry {
    ReceiptOutcome outcome{};
    std::string reviewedDigest;  // of what the chairperson saw
    Document document;           // as it is now
  };
  Authorisation authorisation;
  std::vector<Entry> entries;  // of everything in the statement

  int count(ReceiptOutcome outcome) const;
  bool settled() const { return count(ReceiptOutcome::waiting) == 0; }
};

// The proof that the chairperson keeps: a list of the documents with their digests and what became of each, signed with
// the chairperson's own key and kept in the document store. The act of authorisation covers it: its statement says that
// a receipt will be signed.
class Receipts {
 public:
  Receipts(PortalDatabase& database, DocumentStore& store, const signing::Validator& validator)
      : database_(database), store_(store), validator_(validator) {}

  // Throws Error authorisationNotFound{id}, receiptOfStanding{id}, statementUnreadable{id}.
  Receipt gather(const std::string& authorisationId) const;
  // Whether the receipt that is kept says «failed» of a document that was corrected and signed since, or is lost.
  bool outdated(const Receipt& receipt) const;
  // `text`: the same for people. It names the head of the audit trail, so that the trail is anchored in what the
  // chairperson keeps. Throws Error receiptNotValid{id}; what openStatement() throws, statementOfAnotherPerson and
  // statementDiffers: nothing is signed for a row that the chairperson did not sign; signing::SigningError. Returns the
  // receipt's digest.
  std::string sign(const Receipt& receipt, const std::string& text, signing::SigningKey& key);

 private:
  void requireStatement(const Authorisation& authorisation, const signing::Certificate& certificate) const;

  PortalDatabase& database_;
  DocumentStore& store_;
  const signing::Validator& validator_;
};

}  // namespace balalyk
