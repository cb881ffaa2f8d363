#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/domain/Zone.h"
#include "pipeline/ports/EvidenceLedger.h"

// Port: the portal database. One implementation gives all of these; each is thread-safe and every call ends within the
// configured deadline. Time is the database's, days are those of its zone. Errors: Error databaseUnreachable{detail},
// databaseServerUntrusted{detail}, databaseSessionsUsedUp{detail}, databaseLocked, databaseTimeout, databaseFull,
// databasePooled, databaseNotUtf8{encoding}, databaseNotMigrated{found, wanted}, databaseCorrupt{detail}.
namespace balalyk {

// ---------------------------------------------------------------- the portal's records (three views, read only)

// The view that shows a source's records, by its name in the portal's database.
constexpr const char* portalView(Source source) {
  switch (source) {
    case Source::application:
      return "balalyk_decided_application";
    case Source::mealSubsidy:
      return "balalyk_meal_subsidy";
    case Source::voucherList:
      break;
  }
  return "balalyk_voucher_holder";
}

// Larger files are not signed, and not read.
constexpr std::size_t kLargestUpload = 20u << 20;

// Where a view was read up to: rows are ordered by (changedAt, key).
struct RecordCursor {
  std::int64_t changedAt = 0;
  std::string key;
};

// A view that the database cannot read as this contract has it: Error viewUnreadable{view, detail}.
class Records {
 public:
  virtual ~Records() = default;
  // Decided ones only, after the cursor, at most `limit`, in its order. A row of which something cannot be read is given
  // with what could be and with what is wrong (RecordOrigin::unreadable).
  virtual std::vector<Application> applications(const RecordCursor& after, int limit) = 0;
  virtual std::vector<MealSubsidy> mealSubsidies(const RecordCursor& after, int limit) = 0;
  // Those that no cursor reaches: without a time of change, or with one that is still to come (by the database's clock,
  // more than a minute). By key.
  virtual std::vector<Application> applicationsOutOfTime(const std::string& afterKey, int limit) = 0;
  virtual std::vector<MealSubsidy> mealSubsidiesOutOfTime(const std::string& afterKey, int limit) = 0;
  // Those of the keys that are shown, in any order; a key that is shown twice comes twice.
  virtual std::vector<Application> applicationsOf(const std::vector<std::string>& keys) = 0;
  virtual std::vector<MealSubsidy> mealSubsidiesOf(const std::vector<std::string>& keys) = 0;
  // How many rows show each of the keys now; those that none shows are left out. Of applications and meal subsidies.
  virtual std::map<std::string, std::int64_t> timesShown(Source source, const std::vector<std::string>& keys) = 0;
  virtual std::int64_t rowsWithoutKey(Source source) = 0;
  // False: its view has no row at all.
  virtual bool showsAny(Source source) = 0;
  // A commission and its chairperson as the view of holders shows them with any voucher; nullopt: with none.
  struct Leadership {
    Commission commission;
    Member chairperson;
  };
  virtual std::optional<Leadership> leadership(const std::string& commissionId) = 0;

  // Kindergartens that have a holder in `month` (from ≤ last day, to ≥ first day), each with all of them, unsorted.
  // A voucher whose days cannot be read is in the list of every month, one without a kindergarten in a list without one.
  virtual void voucherLists(std::chrono::year_month month, const std::function<void(VoucherList)>& visit) = 0;

  virtual std::optional<Application> application(const std::string& key) = 0;
  virtual std::optional<MealSubsidy> mealSubsidy(const std::string& key) = 0;
  virtual std::optional<VoucherList> voucherList(const std::string& kindergartenId, std::chrono::year_month month) = 0;

  // An uploaded protocol file; nullopt when there is none. Throws Error uploadTooLarge{limit}.
  virtual std::optional<std::string> upload(const std::string& uploadId, std::size_t maxBytes) = 0;
};

// ---------------------------------------------------------------- documents: the document is the job

struct NewDocument {
  Kind kind{};
  Source source{};
  std::string sourceKey;
  std::string commissionId, commissionName, chairpersonId, number, subject;
  std::optional<Date> date;
  bool synthetic = false;
  std::string recordXml;  // the frozen record
  std::string recordDigest;
  State state = State::decided;  // or returned, with problems
  std::vector<Problem> problems;
  std::vector<Flag> flags;
  Priority priority = Priority::nightly;
  bool uniqueNumber = false;   // the number may stand once in its commission and year
  bool replaceSigned = false;  // a new revision even of a signed or published document (lists, regeneration)
  bool replaceEqual = false;   // even when the record's digest is the same (regeneration)
  std::string reason;          // of a regeneration
};

enum class TakeOutcome {
  taken,                // a new document (or revision) exists, or a returned one is decided after all
  unchanged,            // the latest revision holds the same record
  changedAfterSigning,  // differs from a signed one: left alone, to be regenerated by a person
  returned,             // the same record, in which a problem has shown up since: it is returned now, or for another reason
  numberTaken,          // taken, but returned: another record holds the number (problem numberUsedTwice{document})
};
struct TakeResult {
  TakeOutcome outcome{};
  std::string documentId;  // the new one, or the existing one
};

struct ClaimRequest {
  std::string worker;  // unique per process start
  Stage stage{};
  int limit = 1;
  std::chrono::milliseconds lease{60'000};
  std::vector<std::string> onlyDocuments;  // empty: any
  std::vector<std::string> exceptChairpersons;
  bool interactiveOnly = false;  // only what a person waits for; not together with onlyDocuments
  int maxAttempts = 5;                     // an expired lease after so many is left to sweep()
};

// A document lent to a worker. The token fences: whoever completes with an older one has lost the document.
struct Claim {
  Document document;
  std::string recordXml;
  std::int64_t token = 0;
};

// A stage done: what changes, in one transaction with the audit entry. Fields not named by the stage stay.
struct Completion {
  std::string documentId;
  std::int64_t token = 0;
  Stage stage{};
  // fill → drafted
  std::vector<StoredFile> files;
  std::string contentDigest;
  int pages = 0;
  std::string provenance;
  // sign → signed
  std::optional<StoredFile> container;
  std::string certificateDigest;  // SHA-256 of the certificate used
  // sign, upgrade: the level of the signature that `container` holds
  std::string level;
  // sign, publish, upgrade: the document's flags from now on; none: they stay as they are
  std::optional<std::vector<Flag>> flags;
  // publish → published (and what it supersedes → superseded)
  bool raise = false;  // `upgrade` is due
  // upgrade: `container` takes the place of the one before, which is kept; not all of the way: what stopped it, and
  // when to go on
  std::optional<Problem> stoppedBy;
  std::chrono::milliseconds goOnAfter{0};
};

struct Failure {
  std::string documentId;
  std::int64_t token = 0;
  Stage stage{};
  Disposition disposition{};
  Problem problem;
  std::chrono::milliseconds retryAfter{0};  // for retry and wait
};

struct DocumentQuery {
  std::string number;  // exact, after trimming
  std::string name;    // words of a name, each a prefix; ң/н ө/о ү/у and case are folded
  std::optional<Date> from, to;
  std::string commissionId;
  std::optional<State> state;
  std::optional<Kind> kind;
  bool withSuperseded = false;
  int limit = 50;
};

// What a document is compared by with the portal's record.
struct FrozenRecord {
  std::string documentId;
  Source source{};
  std::string sourceKey;
  std::string recordDigest;
  std::int64_t sequence = 0;  // with changedAt: its place among those of one state
  Timestamp changedAt{};
  bool markedGone = false;  // has the flag recordGoneAfterPublication
};

struct StateCount {
  State state{};
  Kind kind{};
  std::int64_t count = 0;
};

// How many documents of a state have a problem, or a flag.
struct ProblemCount {
  State state{};
  Problem problem;
  std::int64_t count = 0;
};

struct LevelCount {
  std::string level;
  std::int64_t count = 0;
};

struct EngineLimits {
  int maxAttempts = 5;  // then quarantined
};

class Documents {
 public:
  virtual ~Documents() = default;

  // Idempotent; one transaction for the batch; results in order. A document that was returned because of its record is
  // looked at again: what was wrong may have passed by itself. It stays the same revision.
  virtual std::vector<TakeResult> take(std::span<const NewDocument> batch, const std::string& actor) = 0;
  // Cursor of a view, kept by name; an unknown one is at the beginning.
  virtual RecordCursor cursor(const std::string& view) = 0;
  virtual void setCursor(const std::string& view, const RecordCursor& cursor) = 0;

  // Due documents of the stage, interactive first, then by due time. A claim uses up an attempt.
  virtual std::vector<Claim> claim(const ClaimRequest& request) = 0;
  // Extends all leases that a worker has of documents; returns how many it holds.
  virtual int heartbeat(const std::string& worker, std::chrono::milliseconds lease) = 0;
  // False: the lease was lost to another worker; the result must be discarded. One transaction for the batch.
  virtual std::vector<bool> complete(const std::string& worker, std::span<const Completion> batch) = 0;
  virtual bool fail(const std::string& worker, const Failure& failure, const EngineLimits& limits) = 0;
  // Shutdown: everything the worker holds becomes due at once and gets its attempt back. Returns how many.
  virtual int giveBack(const std::string& worker) = 0;
  // What waits for a later try (back-off, a key that was missing) is due now: a run begins that a person or the timer
  // asked for. Attempts stay as they are. Returns how many.
  virtual int hasten() = 0;
  // Who holds leases now, of documents or of scheduled runs.
  virtual std::vector<std::string> holders() = 0;
  // That worker is dead: its leases end now. What it was at is due at once; its attempts are used up.
  virtual void expire(const std::string& worker) = 0;
  // Expired leases whose attempts are used up → quarantined (problem workerLost); others are due again by themselves.
  virtual int sweep(const EngineLimits& limits) = 0;

  // Published documents of these levels for which nothing is due: `upgrade` becomes due, for the oldest, at most
  // `limit`. Those whose upgrade was given up are left to retry(). Returns how many.
  virtual int raise(const std::vector<std::string>& levels, int limit) = 0;

  // How many are due now or later in the stage, whoever holds them.
  virtual std::int64_t pending(Stage stage) = 0;
  // Milliseconds until the next document of the stage becomes claimable; nullopt: none in sight.
  virtual std::optional<std::chrono::milliseconds> nextDue(Stage stage) = 0;
  // How long the first in line has been claimable without being claimed; nullopt: none is.
  virtual std::optional<std::chrono::milliseconds> oldestDue(Stage stage) = 0;

  virtual std::optional<Document> document(const std::string& id) = 0;
  virtual std::optional<Document> latest(Source source, const std::string& sourceKey) = 0;
  virtual std::vector<Document> revisions(Source source, const std::string& sourceKey) = 0;  // oldest first
  virtual std::optional<std::string> recordXml(const std::string& id) = 0;
  virtual std::vector<Document> find(const DocumentQuery& query) = 0;
  virtual std::vector<StateCount> counts() = 0;
  virtual std::vector<LevelCount> levelCounts() = 0;  // of what is published
  // Of what is on its way, or is to get a higher level: what it waits for.
  virtual std::vector<ProblemCount> waitingCounts() = 0;
  // Flags whose code begins like that, of what was signed, published or raised within `recent`.
  virtual std::vector<ProblemCount> flagCounts(const std::string& prefix, std::chrono::milliseconds recent) = 0;
  virtual std::vector<Document> inState(State state, int limit) = 0;
  // Drafted ones that were authorised before and may not be signed by that: their problems say why. Newest first.
  virtual std::vector<Document> draftedAgain(int limit) = 0;
  // Published ones whose upgrade was given up until a person retries it.
  virtual std::vector<Document> stoppedUpgrades(int limit) = 0;
  virtual std::int64_t countStoppedUpgrades() = 0;
  // Claimed with an expired lease, or due for longer than `age` and not claimed.
  virtual std::vector<Document> stuck(std::chrono::milliseconds age, int limit) = 0;
  // quarantined, its upgrade given up, or due later → due now with fresh attempts, in the stage where it stopped; what no
  // authorisation in force covers any more → drafted (problem notAuthorised) instead of authorised. False: not in such a
  // state.
  virtual bool retry(const std::string& id, const std::string& actor) = 0;
  // signed, or quarantined since → authorised, to be signed with another certificate; drafted where no authorisation in
  // force covers it. The container that was not published is kept as a former one. False: not in such a state, or in a
  // worker's hands.
  virtual bool signAgain(const std::string& id, const std::string& actor) = 0;
  // Documents in a state, oldest change first, after that one (none: FrozenRecord{}).
  virtual std::vector<FrozenRecord> frozenIn(State state, const FrozenRecord& after, int limit) = 0;
  // Published ones but voucher lists, by sequence.
  virtual std::vector<FrozenRecord> frozenPublished(std::int64_t afterSequence, int limit) = 0;
  // The latest revision of every voucher list of a month, unless it is withdrawn.
  virtual std::vector<FrozenRecord> frozenLists(std::chrono::year_month month) = 0;
  // Those under way (neither published nor superseded) → withdrawn; returns them. A number that was not signed is free.
  virtual std::vector<Document> withdraw(const std::vector<std::string>& ids, const Problem& reason,
                                         const std::string& actor) = 0;
  // Gives the documents a flag, or takes it away; nothing else changes.
  virtual void mark(const std::vector<std::string>& ids, const Flag& flag, bool shown, const std::string& actor) = 0;

  // Every digest that a row names; for the comparison with the store.
  virtual void forEachFile(const std::function<void(const std::string& documentId, const StoredFile&)>& visit) = 0;
};

// ---------------------------------------------------------------- authorisations: the chairperson alone decides

struct Authorisation {
  std::string id;  // UUID
  std::string chairpersonId;
  std::string commissionId;
  bool standing = false;
  std::vector<Kind> kinds;                 // standing: which
  std::optional<Date> validFrom, validTo;  // standing; inclusive, days of the configured zone
  std::optional<Timestamp> revokedAt;
  Timestamp recordedAt{};
  std::string batchDigest;        // batch: SHA-256 over the sorted lines "documentId SP contentDigest LF"
  std::string statementDigest;    // the statement signed with the chairperson's key, in the document store
  std::string certificateDigest;  // SHA-256 of the certificate that signed the statement
  std::string receiptDigest;      // the signed receipt of a batch, in the document store; empty: none yet
  std::int64_t documents = 0;     // how many it covered so far
};

struct AuthorisedContent {
  std::string documentId;
  std::string contentDigest;
};

// What the tables say of one document's content. Rows prove nothing: the statement that each names does.
struct Coverage {
  std::vector<Authorisation> authorisations;  // the newest first, revoked ones too
  Date today{};                               // by the database's clock, in the configured zone
};

class Authorisations {
 public:
  virtual ~Authorisations() = default;
  // A batch: those drafted, or authorised and not signed yet, of this chairperson and with this very digest are
  // authorised by it and due at once. Returns the ids of those; the others are left as they are. One transaction.
  virtual std::vector<std::string> authorise(const Authorisation& authorisation,
                                             std::span<const AuthorisedContent> batch) = 0;
  virtual void recordStanding(const Authorisation& authorisation) = 0;
  // For good. False: unknown or revoked already. What it authorised and is not signed yet is drafted again (problem
  // authorisationTakenBack{authorisation}).
  virtual bool revoke(const std::string& id, const std::string& actor) = 0;
  virtual std::vector<Authorisation> list(const std::string& commissionId /* empty: all */) = 0;
  // Drafted documents covered by a standing authorisation in force today → authorised (their digests recorded with it).
  // One that let a content through and had it taken back does not do so again. At most `limit`; returns how many.
  virtual int applyStanding(int limit) = 0;
  // drafted, or authorised and not signed yet → returned, by the chairperson, with a reason. A worker at it loses it.
  virtual bool reject(const std::string& documentId, const std::string& chairpersonId, const std::string& reason) = 0;
  virtual Coverage covering(const std::string& documentId, const std::string& contentDigest) = 0;

  virtual std::optional<Authorisation> authorisation(const std::string& id) = 0;
  // What it made authorised, by document id.
  virtual std::vector<AuthorisedContent> covered(const std::string& id) = 0;
  // Every document that was signed although no authorisation was ever recorded for its content.
  virtual void forEachUncovered(const std::function<void(const std::string& documentId)>& visit) = 0;
  // Batches without a receipt of whose documents none still waits to be signed; oldest first, those after the batch
  // with this id ("": from the first).
  virtual std::vector<Authorisation> withoutReceipt(const std::string& afterId, int limit) = 0;
  // A receipt in place of the one before, which the audit trail names.
  virtual void keepReceipt(const std::string& id, const std::string& receiptDigest) = 0;
};

// ---------------------------------------------------------------- what a key made, until it is in a container

struct SignatureValue {
  std::string digest;  // hex: what was signed
  std::string value;   // bytes
};

// Values are kept here the moment a key gave them. A worker that dies afterwards leaves them to the next one, which
// uses them instead of the key: nothing is signed twice. They go in the transaction that stores the container.
class SignatureJournal {
 public:
  virtual ~SignatureJournal() = default;
  virtual std::vector<SignatureValue> find(const std::vector<std::string>& digests) = 0;
  struct Entry {
    std::string documentId;
    std::int64_t token = 0;
    SignatureValue signature;
  };
  // One transaction. False: the document was lost to another worker (or has a value already): the value must be
  // dropped.
  virtual std::vector<bool> keep(std::span<const Entry> entries) = 0;
};

// ---------------------------------------------------------------- what there is only so much of

class Quotas {
 public:
  struct Spent {
    int count = 0;
    Date day{};  // of whose quota
  };
  virtual ~Quotas() = default;
  // Takes up to `wanted` of what `limit` leaves of today, for all hosts together.
  virtual Spent spend(const std::string& name, int wanted, int limit) = 0;
  // What was not used of it: back to its day, which may be over.
  virtual void giveBack(const std::string& name, const Spent& unused) = 0;
};

// ---------------------------------------------------------------- audit trail, schedule

struct AuditEntry {
  std::int64_t sequence = 0;
  Timestamp at{};
  std::string actor;               // worker, member id or login: identifiers only
  std::string event;               // "taken", "drafted", "authorised", …
  std::string documentId;          // may be empty
  std::string detail;              // canonical JSON, no personal data
  std::string previousHash, hash;  // hex SHA-256
};

struct AuditHead {
  std::int64_t sequence = 0;
  std::string hash;
  bool operator==(const AuditHead&) const = default;
};

class Audit {
 public:
  virtual ~Audit() = default;
  // Every entry from the first on, as long as its hash fits. Returns the first one whose hash does not, or nullopt: the
  // chain is whole.
  virtual std::optional<std::int64_t> walk(const std::function<void(const AuditEntry&)>& visit) = 0;
  std::optional<std::int64_t> firstBroken() {
    return walk([](const AuditEntry&) {});
  }
  // The last entry: kept outside of the database it shows later that nothing before it was rewritten.
  virtual AuditHead head() = 0;
  virtual std::vector<AuditEntry> ofDocument(const std::string& documentId) = 0;
  virtual std::int64_t size() = 0;
  virtual void append(const std::string& actor, const std::string& event, const std::string& detail) = 0;
};

class Schedule {
 public:
  virtual ~Schedule() = default;
  // True for exactly one caller per (schedule, plannedFor), whichever hosts try. A run whose worker's lease ended
  // unfinished can be begun again.
  virtual bool begin(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
                     std::chrono::milliseconds lease) = 0;
  // A heartbeat. False: another worker has begun the run since, or it is finished.
  virtual bool keep(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
                    std::chrono::milliseconds lease) = 0;
  // False: as for keep().
  virtual bool finish(const std::string& schedule, const std::string& plannedFor, const std::string& worker,
                      const std::string& report) = 0;
  // Given back unfinished: others may begin it at once.
  virtual void release(const std::string& schedule, const std::string& plannedFor, const std::string& worker) = 0;
  virtual std::optional<std::string> lastFinished(const std::string& schedule) = 0;  // plannedFor
};

class PortalDatabase {
 public:
  virtual ~PortalDatabase() = default;
  virtual Records& records() = 0;
  virtual Documents& documents() = 0;
  virtual Authorisations& authorisations() = 0;
  virtual SignatureJournal& journal() = 0;
  virtual Quotas& quotas() = 0;
  virtual EvidenceLedger& evidence() = 0;
  virtual Audit& audit() = 0;
  virtual Schedule& schedule() = 0;
  virtual Timestamp now() = 0;
  virtual const Zone& zone() const = 0;
  Date today() { return zone().dateOf(now()); }
  // Blocks until someone may have made work due, or `limit` passed. A hint only.
  virtual void awaitHint(std::chrono::milliseconds limit) = 0;
};

}  // namespace balalyk
