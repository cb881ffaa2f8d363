#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PortalDatabase.h"
#include "signing/validation/Validator.h"

namespace balalyk {

struct SignedStatement;

// Holds every authorisation against what its chairperson signed and against the audit trail: what was inserted, widened
// or taken back past the program is found, long after and without any key.
class AuthorisationCheck {
 public:
  // `pinned`: member → SHA-256 of the certificate in the key ring; may lack members. Who has another certificate by
  // now, or is not in the ring, is known by the personal number in the records that they signed.
  AuthorisationCheck(PortalDatabase& database, const DocumentStore& store, const signing::Validator& validator,
                     std::map<std::string, std::string> pinned)
      : database_(database),
        store_(store),
        validator_(validator),
        pinned_(std::move(pinned)),
        before_(database.authorisations().list("")) {}

  // Every entry of the trail, in order, from now on: chairpersons may be at work meanwhile.
  void see(const AuditEntry& entry);

  // Afterwards. Of authorisations: authorisationNotInTrail, authorisationMissing, revocationCleared,
  // receiptNotInTrail{authorisation};
  // what openStatement() throws; statementDiffers, statementOfAnotherPerson, statementSignerUnknown{authorisation}. Of
  // documents: documentNotInStatement{authorisation, document}, documentSignedAfterRevocation{authorisation, document},
  // documentSignedUnauthorised{document}.
  std::vector<Problem> problems();
  std::int64_t checked() const { return checked_; }

 private:
  void checkRow(const Authorisation& row, const std::string& receiptBefore);
  void checkStatement(const Authorisation& row, const std::vector<AuthorisedContent>& covered);
  void checkSigner(const Authorisation& row, const SignedStatement& found,
                   const std::vector<AuthorisedContent>& covered);
  void checkRevocation(const Authorisation& row, const std::vector<AuthorisedContent>& covered);
  std::optional<std::string> personIn(const std::string& documentId, const std::string& chairpersonId);
  std::optional<std::string> personOf(const Authorisation& row, const std::vector<AuthorisedContent>& covered);
  void found(const char* code, const Authorisation& row, std::map<std::string, std::string> params = {});

  PortalDatabase& database_;
  const DocumentStore& store_;
  const signing::Validator& validator_;
  const std::map<std::string, std::string> pinned_;
  const std::vector<Authorisation> before_;      // the trail was walked
  std::map<std::string, std::string> recorded_;  // by authorisation: the digest of its statement
  std::map<std::string, std::int64_t> revoked_;  // by authorisation: the sequence of the entry
  std::map<std::string, std::string> receipts_;  // by authorisation: the last one
  std::vector<Problem> problems_;
  std::int64_t checked_ = 0;
};

}  // namespace balalyk
