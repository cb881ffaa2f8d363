#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "pipeline/ports/Accounts.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/ports/Signer.h"

namespace balalyk {

// A batch as its page shows it, now.
struct ShownBatch {
  Batch batch;
  std::vector<BatchDocument> documents;
  BatchStanding standing{};
  std::set<std::string> unopened;  // documents that the account never opened as they are

  int count(ReceiptOutcome outcome) const;
};

// One password for many documents: the list is frozen when it is shown, confirmed with its digest, and looked at under
// the same id whatever happens then. Batches of other chairpersons are not found.
class ConfirmBatch {
 public:
  ConfirmBatch(PortalDatabase& database, const Account& account);

  // Throws Error nothingToAuthorise, chairpersonsSeveral, batchTooLarge{count}, documentNotFound{document},
  // documentNotSent{document, state}.
  // `id`: of the batch; one that was prepared with it already is the one shown. Empty: a new one.
  ShownBatch prepare(const std::vector<std::string>& documentIds, const std::string& id = {}) const;
  // For who chairs several commissions: a list for each of them, since each has its own key. Throws as
  // prepare(), for a document that is not found before any list is made.
  std::vector<ShownBatch> prepareEach(const std::vector<std::string>& documentIds, const std::string& id = {}) const;
  std::optional<ShownBatch> find(const std::string& batchId) const;
  std::vector<Batch> recent(int limit) const;  // the newest first

  // Returns once the password was right and the list is authorised: the rest is the signer's, and find() shows how far
  // it is. `digest`: of the list that was confirmed. Throws what Signer::sign() throws, batchMissing{batch};
  // batchChangedSinceShown{count} for another list.
  ShownBatch confirm(const std::string& batchId, const std::string& digest, signing::Secret password,
                     Signer& signer) const;

 private:
  PortalDatabase& database_;
  const std::string accountId_;
  const std::vector<std::string> chairpersons_;
};

}  // namespace balalyk
