#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/document/ReceiptOutcome.h"
#include "pipeline/ports/Authorisations.h"
#include "signing/crypto/Secret.h"

namespace balalyk {

// What a chairperson confirmed with the password: exactly these documents, as they were shown.
struct BatchOrder {
  std::string id;  // of the batch, a UUID; the same order again continues it
  std::string memberId;
  std::string accountId;  // whose session it was; may be empty
  std::string digest;     // of the list shown: batchDigest()
  std::vector<AuthorisedContent> documents;
};

struct BatchProgress {
  bool authorised = false;  // the password was right, and the list is authorised
  int documents = 0, signed_ = 0, failed = 0, skipped = 0;
};

struct BatchReport {
  struct Entry {
    std::string documentId;
    ReceiptOutcome outcome{};
    std::optional<Problem> problem;
  };
  std::vector<Entry> entries;  // in the order of the list
  std::string receiptDigest;   // in the document store; empty as long as something waits

  int count(ReceiptOutcome outcome) const;
};

struct StandingOrder {
  std::string memberId, commissionId;
  std::vector<Kind> kinds;
  Date from{}, to{};
};

// Port: who holds the chairpersons' keys. A password is used once and wiped, whatever the outcome. Throws Error, each
// before anything is signed unless said otherwise:
//   signerUnreachable, signerBusy, signerRefused, signerRequestUnusable{detail}
//   signerLost: no answer any more; what became of it is in the portal database
//   batchChangedSinceShown{count}: so many were changed or recalled; Batches has which. No password was tried.
//   batchUnderWay{batch}, passwordTriesSpent{minutes}
//   those of KeyRing::open() and SignerCheck, of Authorise, of the portal database and of the document store
class Signer {
 public:
  virtual ~Signer() = default;
  // False: the caller wants to hear no more. The batch continues all the same.
  using Heard = std::function<bool(const BatchProgress&)>;

  // Returns when nothing of it can be done any more, or, with what is known by then, when `heard` returns false.
  virtual BatchReport sign(const BatchOrder& order, signing::Secret password, const Heard& heard) = 0;
  // The id of the standing authorisation.
  virtual std::string grant(const StandingOrder& order, signing::Secret password) = 0;
  // Also throws authorisationNotFound{id}, of another chairperson's too, and authorisationRevoked{id}.
  virtual void revoke(const std::string& id, const std::string& memberId, signing::Secret password) = 0;
};

}  // namespace balalyk
