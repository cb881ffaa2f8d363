#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "pipeline/document/ReceiptOutcome.h"
#include "pipeline/ports/Authorisations.h"

namespace balalyk {

// Where a batch is. It is never stored: it follows from the authorisation, the documents and whether somebody is at it,
// so that it is true whatever was killed.
enum class BatchStanding {
  prepared,     // shown, not confirmed yet
  running,      // a signer is at it
  refused,      // nothing was signed, `problem` says why; the same batch may be confirmed again
  interrupted,  // it ended in the middle: what waits is signed when the password is given once more
  finished,     // nothing waits any more
};
const char* toString(BatchStanding standing);

// A list that was frozen for a chairperson. Its id is that of its authorisation too: a batch is authorised once.
struct Batch {
  std::string id;  // UUID
  std::string chairpersonId;
  std::string accountId;  // who prepared it; empty: none of the portal's
  std::string digest;     // SHA-256 over the sorted lines "documentId SP contentDigest LF"
  std::int64_t documents = 0;
  Timestamp preparedAt{};
  std::optional<Timestamp> begunAt;  // first
  std::string runner;                // who is at it, or was when it was killed
  bool alive = false;                // and was heard of lately
  bool authorised = false;
  std::string receiptDigest;       // empty: no receipt yet
  std::optional<Problem> problem;  // why the last try ended
};

struct BatchDocument {
  std::string contentDigest;       // of what was shown
  bool covered = false;            // the batch's authorisation let this content through
  std::optional<Problem> problem;  // why it was left out
  Document document;               // as it is now
};

// What became of one document of the batch: of an authorised one as in its receipt.
ReceiptOutcome outcomeOf(const Batch& batch, const BatchDocument& document);
BatchStanding standingOf(const Batch& batch, std::span<const BatchDocument> documents);
BatchStanding standingOf(const Batch& batch, bool waits);  // whether a document of an authorised one waits

// Port, part of the portal database: the lists that chairpersons confirm, and who is at signing them.
class Batches {
 public:
  virtual ~Batches() = default;
  // Kept as it is shown; false: there is one with this id already, and it stays as it is.
  virtual bool prepare(const Batch& batch, std::span<const AuthorisedContent> documents) = 0;
  virtual std::optional<Batch> find(const std::string& id) = 0;
  // In the order shown. A document that does not exist is not among them.
  virtual std::vector<BatchDocument> documents(const std::string& id) = 0;
  // Which of them have a document that their authorisation covers and that is not signed yet.
  virtual std::set<std::string> waiting(const std::vector<std::string>& ids) = 0;
  // Those confirmed by or prepared for the chairperson, the newest first.
  virtual std::vector<Batch> ofChairperson(const std::string& chairpersonId, int limit) = 0;

  // One at a time: false when another is at it and alive. What earlier tries left as problems is forgotten, unless it
  // is authorised: what that left out stays so.
  virtual bool take(const std::string& id, const std::string& runner, std::chrono::milliseconds lease) = 0;
  virtual bool keep(const std::string& id, const std::string& runner, std::chrono::milliseconds lease) = 0;
  // Nobody is at it any more; without a problem nothing stopped it. A refusal has its entry in the audit trail. False:
  // it was another's by then.
  virtual bool release(const std::string& id, const std::string& runner, const std::optional<Problem>& problem) = 0;
  // Why documents were left out, by id, of what is not authorised: authorise() notes them itself.
  virtual void leaveOut(const std::string& id, const std::map<std::string, Problem>& problems) = 0;
};

}  // namespace balalyk
