#pragma once

#include <span>
#include <string>
#include <vector>

#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/stages/CurrentRecords.h"
#include "signing/keys/SigningKey.h"

namespace balalyk {

// sent (or authorised, when the key was not there) → authorised, by the chairperson, who proves to be the one by
// signing the statement of what is authorised: the list of documents with the digests reviewed, or the terms of a
// standing authorisation. The statement is kept in the document store as a separate ASiC-E container.
class Authorise {
 public:
  // With `compare`, nothing is offered or authorised that the portal no longer shows as it was drafted: what is gone is
  // withdrawn, what changed becomes a new revision.
  Authorise(PortalDatabase& database, DocumentStore& store, bool compare = false)
      : database_(database), store_(store), compare_(compare) {}

  struct Review {
    std::vector<Document> documents;  // sent ones, oldest first; then authorised ones that wait for something
    std::string batchDigest;          // of all of them
  };
  // What waits for this chairperson; empty id: for anyone.
  Review review(const std::string& chairpersonId, int limit) const;

  struct Outcome {
    Authorisation authorisation;
    std::vector<std::string> authorised;  // document ids
    std::vector<std::string> skipped;     // recalled, signed or gone, another chairperson's, changed since the review
  };
  // Exactly the documents given, as they were reviewed; `id`: of the authorisation, a new one when empty. Throws Error
  // nothingToAuthorise, documentOfAnotherChairperson {document}, batchTooLarge{count} before anything is signed;
  // signing::SigningError when the key cannot sign.
  Outcome batch(std::span<const Document> reviewed, const std::string& chairpersonId, signing::SigningKey& key,
                const std::string& id = {});
  // Those of the documents that the portal still shows as they were drafted. What is gone is withdrawn, what changed
  // becomes a new revision.
  std::vector<Document> keepCurrent(std::span<const Document> documents) const;

  struct StandingTerms {
    std::string chairpersonId, commissionId;
    std::vector<Kind> kinds;
    Date from{}, to{};
  };
  // Throws Error standingTermsWrong{detail}.
  Authorisation standing(const StandingTerms& terms, signing::SigningKey& key);

 private:
  std::vector<Document> keepWaiting(std::vector<Document> documents, const std::string& chairpersonId) const;
  std::string keepStatement(const Authorisation& authorisation, const std::string& xml, signing::SigningKey& key);

  PortalDatabase& database_;
  DocumentStore& store_;
  const bool compare_;
};

}  // namespace balalyk
