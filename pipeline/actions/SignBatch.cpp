#include "pipeline/actions/SignBatch.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "pipeline/actions/Authorise.h"
#include "pipeline/engine/WorkerIdentity.h"
#include "pipeline/stages/SignerCheck.h"
#include "pipeline/stages/StatementXml.h"

namespace balalyk {

namespace {

// Other workers without the password may have taken documents before we could; each round there are fewer.
constexpr int kRounds = 20;

}  // namespace

std::shared_ptr<signing::SigningKey> openUsableKey(KeyRing& keys, const std::string& memberId,
                                                   const signing::Validator& validator, Timestamp now) {
  auto key = keys.open(memberId);
  const auto at = std::chrono::floor<std::chrono::seconds>(now);
  if (auto problem = SignerCheck(validator).problemOf(*key, at)) {
    problem->params["member"] = memberId;
    throw Error(*std::move(problem));
  }
  return key;
}

// The time in which the batch is ours: kept by a heartbeat, given back with the reason why it ended.
class SignBatch::Turn final : public Observer {
 public:
  Turn(const Parts& parts, const BatchOrder& order, const Signer::Heard& heard)
      : batches_(parts.database.batches()), id_(order.id), lease_(parts.lease), heard_(heard) {
    const auto batch = batches_.find(id_);
    // Whoever was killed on this host is not waited for.
    if (batch && batch->alive && isDeadHere(batch->runner)) batches_.release(id_, batch->runner, std::nullopt);
    if (!batches_.take(id_, worker_, lease_)) throw Error("batchUnderWay", {{"batch", id_}});
    beat_ = std::jthread([this](std::stop_token stop) { beat(stop); });
  }
  ~Turn() override {
    endBeat();
    try {
      if (!over_) batches_.release(id_, worker_, std::nullopt);
    } catch (const std::exception&) {
      // The lease runs out by itself.
    }
  }

  const std::string& worker() const { return worker_; }

  void over(const std::optional<Problem>& problem) {
    endBeat();
    batches_.release(id_, worker_, problem);
    over_ = true;
  }

  // What earlier tries made is counted in.
  void begin(const Batch& batch, const std::vector<BatchDocument>& documents) {
    const std::lock_guard lock(mutex_);
    progress_.authorised = true;
    progress_.documents = static_cast<int>(batch.documents);
    for (const auto& document : documents) {
      const auto outcome = outcomeOf(batch, document);
      progress_.signed_ += outcome == ReceiptOutcome::signed_ ? 1 : 0;
      progress_.failed += outcome == ReceiptOutcome::failed ? 1 : 0;
      progress_.skipped += outcome == ReceiptOutcome::skipped ? 1 : 0;
    }
    say();
  }

  void done(const Document&, Stage stage, std::chrono::microseconds) override {
    if (stage != Stage::sign) return;
    const std::lock_guard lock(mutex_);
    ++progress_.signed_;
    say();
  }
  void failed(const Document&, Stage stage, Disposition disposition, const Problem&) override {
    if (stage != Stage::sign || disposition == Disposition::retry || disposition == Disposition::wait) return;
    const std::lock_guard lock(mutex_);
    disposition == Disposition::quarantined ? ++progress_.failed : ++progress_.skipped;
    say();
  }

 private:
  void say() {
    if (listens_ && heard_) listens_ = heard_(progress_);
  }

  void beat(const std::stop_token& stop) {
    std::unique_lock lock(beatMutex_);
    while (!stop.stop_requested()) {
      beatWake_.wait_for(lock, stop, lease_ / 4, [] { return false; });
      if (stop.stop_requested()) return;
      try {
        batches_.keep(id_, worker_, lease_);
      } catch (const std::exception&) {
        // The next beat comes before the lease is over.
      }
    }
  }
  void endBeat() {
    beat_.request_stop();
    if (beat_.joinable()) beat_.join();
  }

  Batches& batches_;
  const std::string id_, worker_ = Worker::newName();
  const std::chrono::milliseconds lease_;
  const Signer::Heard& heard_;
  std::mutex mutex_;
  BatchProgress progress_;
  bool listens_ = true, over_ = false;
  std::mutex beatMutex_;
  std::condition_variable_any beatWake_;
  std::jthread beat_;
};

BatchReport SignBatch::run(const BatchOrder& order, const OpenKeys& openKeys, const Signer::Heard& heard,
                           const std::stop_token& stop) {
  if (order.documents.empty()) throw Error("nothingToAuthorise");
  std::map<std::string, std::string> contents;
  for (const auto& [document, content] : order.documents) contents.emplace(document, content);
  if (contents.size() != order.documents.size() || batchDigest(contents) != order.digest)
    throw Error("signerRequestUnusable", {{"detail", "digest"}});
  auto& batches = parts_.database.batches();
  batches.prepare(
      {.id = order.id, .chairpersonId = order.memberId, .accountId = order.accountId, .digest = order.digest},
      order.documents);
  const auto batch = batches.find(order.id).value();
  if (batch.chairpersonId != order.memberId || batch.digest != order.digest)
    throw Error("signerRequestUnusable", {{"detail", "batch"}});

  Turn turn(parts_, order, heard);
  try {
    const bool authorised = batches.find(order.id).value().authorised;  // by whoever had it before us
    if (!authorised) requireUnchanged(order);
    const auto keys = openKeys();
    const auto key = openUsableKey(*keys, order.memberId, parts_.validator, parts_.database.now());
    if (!authorised) authorise(order, *key);
    drive(order, *keys, turn, stop);
    turn.over(makeReceipt(order, *key));
  } catch (const Error& error) {
    turn.over(error.problem());
    throw;
  } catch (const signing::SigningError& error) {
    Problem problem{error.code(), error.params()};
    problem.params.try_emplace("member", order.memberId);
    turn.over(problem);
    throw Error(std::move(problem));
  }
  return report(order);
}

// Before the password is tried: what the chairperson confirmed is the whole list, not what is left of it.
void SignBatch::requireUnchanged(const BatchOrder& order) {
  auto& database = parts_.database;
  std::map<std::string, Problem> leftOut;
  std::vector<std::string> ids;
  for (const auto& shown : order.documents) ids.push_back(shown.documentId);
  const auto waiting = database.authorisations().waiting(ids, order.memberId);
  std::vector<Document> documents;
  std::set<std::string> found;
  for (auto& [shown, covered, problem, document] : database.batches().documents(order.id)) {
    found.insert(document.id);
    if (document.chairpersonId != order.memberId)
      leftOut[document.id] = {"documentOfAnotherChairperson", {{"document", document.id}}};
    else if (!waiting.contains(document.id))
      leftOut[document.id] = {"documentNotSent", {{"document", document.id}, {"state", toString(document.state)}}};
    else if (document.contentDigest != shown)
      leftOut[document.id] = {"documentChanged", {{"document", document.id}}};
    else
      documents.push_back(std::move(document));
  }
  std::set<std::string> current;
  for (const auto& document : Authorise(database, parts_.store).keepCurrent(documents)) current.insert(document.id);
  for (const auto& document : documents)
    if (!current.contains(document.id)) leftOut[document.id] = {"documentChanged", {{"document", document.id}}};
  const auto missing = ids.size() - found.size();
  if (leftOut.empty() && missing == 0) return;
  database.batches().leaveOut(order.id, leftOut);
  throw Error("batchChangedSinceShown", {{"count", std::to_string(leftOut.size() + missing)}});
}

// What a secretary recalls, or a night draws again, at this very moment is left out of what is signed; the list notes
// it with the authorisation.
void SignBatch::authorise(const BatchOrder& order, signing::SigningKey& key) {
  auto& database = parts_.database;
  std::vector<Document> documents;
  for (auto& [shown, covered, problem, document] : database.batches().documents(order.id))
    if (document.contentDigest == shown) documents.push_back(std::move(document));
  const bool any =
      !documents.empty() &&
      !Authorise(database, parts_.store).batch(documents, order.memberId, key, order.id).authorised.empty();
  if (any) return;
  requireUnchanged(order);
  throw Error("batchChangedSinceShown", {{"count", std::to_string(order.documents.size())}});
}

void SignBatch::drive(const BatchOrder& order, KeyRing& keys, Turn& turn, const std::stop_token& stop) {
  auto& database = parts_.database;
  const auto batch = database.batches().find(order.id).value();
  const auto documents = database.batches().documents(order.id);
  turn.begin(batch, documents);
  auto options = parts_.worker;
  options.onlyDocuments.clear();
  for (const auto& document : documents)
    if (outcomeOf(batch, document) == ReceiptOutcome::waiting) options.onlyDocuments.push_back(document.document.id);
  if (options.onlyDocuments.empty()) return;
  for (const auto& id : options.onlyDocuments) {
    // What waits for a later try (its key was away) is due now: the key is here.
    const auto document = database.archive().document(id);
    if (document && !document->problems.empty() && !document->leaseUntil) database.queue().retry(id, order.memberId);
  }
  const auto stages = parts_.stages(keys);
  for (int round = 0; round < kRounds && !stop.stop_requested(); ++round) {
    Worker(turn.worker(), database, stages, turn, options).drain(stop);
    if (!hastenWhatOthersLeft(order)) return;
  }
}

// A worker of this installation that does not know the password may have been first at some of them.
bool SignBatch::hastenWhatOthersLeft(const BatchOrder& order) {
  auto& database = parts_.database;
  bool any = false;
  for (const auto& [shown, covered, problem, document] : database.batches().documents(order.id)) {
    const bool left =
        covered && document.state == State::authorised && !document.leaseUntil &&
        std::ranges::any_of(document.problems, [](const Problem& found) { return found.code == "keyPasswordMissing"; });
    if (left) any = database.queue().retry(document.id, order.memberId) || any;
  }
  return any;
}

// Returns what the batch still waits for.
std::optional<Problem> SignBatch::makeReceipt(const BatchOrder& order, signing::SigningKey& key) {
  Receipts receipts(parts_.database, parts_.store, parts_.validator);
  const auto receipt = receipts.gather(order.id);
  if (receipt.settled()) {
    if (receipt.authorisation.receiptDigest.empty() || receipts.outdated(receipt))
      receipts.sign(receipt, parts_.receiptText(receipt), key);
    return std::nullopt;
  }
  for (const auto& entry : receipt.entries)
    if (entry.outcome == ReceiptOutcome::waiting && !entry.document.problems.empty())
      return entry.document.problems.front();
  return Problem{"batchUnfinished", {{"count", std::to_string(receipt.count(ReceiptOutcome::waiting))}}};
}

BatchReport SignBatch::report(const BatchOrder& order) {
  auto& batches = parts_.database.batches();
  const auto batch = batches.find(order.id).value();
  BatchReport report{.entries = {}, .receiptDigest = batch.receiptDigest};
  for (const auto& entry : batches.documents(order.id)) {
    const auto outcome = outcomeOf(batch, entry);
    auto problem = entry.problem;
    if (!problem && outcome != ReceiptOutcome::signed_ && !entry.document.problems.empty())
      problem = entry.document.problems.front();
    report.entries.push_back({entry.document.id, outcome, std::move(problem)});
  }
  return report;
}

}  // namespace balalyk
