#include "pipeline/archive/FixityCheck.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "pipeline/evidence/EvidenceKeeper.h"
#include "pipeline/ports/Retention.h"

namespace balalyk {

namespace {

constexpr int kDocumentsAtOnce = 200;
constexpr int kTries = 3;  // of one step, before it is taken to end whoever does it

}  // namespace

bool FixityCheck::run(std::chrono::milliseconds every, std::chrono::milliseconds pause, const std::stop_token& stop) {
  auto& fixity = database_.fixity();
  const auto last = fixity.last();
  if (last && last->endedAt && database_.now() - last->begunAt < every) return false;
  const auto id = fixity.begin().id;
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested() && step()) wake.wait_for(lock, stop, pause, [&] { return stop.stop_requested(); });
  const auto ended = fixity.lastEnded();
  return ended && ended->id == id;
}

// As it is now: it may have been published, filled again or removed since the rows were read.
bool FixityCheck::isRightlyGone(const std::string& documentId, const std::string& digest, bool drafted) const {
  if (documentId.empty()) return false;
  if (!drafted) return database_.retention().tombstone(documentId).has_value();
  const auto document = database_.archive().document(documentId);
  // The container has what was drafted.
  return !document || document->container ||
         std::ranges::find(document->files, digest, &StoredFile::digest) == document->files.end();
}

void FixityCheck::look(FixityStep& step, const std::string& documentId, const std::string& digest,
                       bool mayBeGone) const {
  try {
    if (!store_.get(digest)) {
      if (isRightlyGone(documentId, digest, mayBeGone)) return;
      ++step.missing;
      step.findings.push_back({documentId, {"storeFileMissing", {{"digest", digest}, {"owner", documentId}}}, {}});
    }
  } catch (const Error& error) {
    if (error.problem().code != "storeDamaged") throw;  // the store is away: nothing is said of the file
    ++step.damaged;
    step.findings.push_back({documentId, error.problem(), {}});
  }
  ++step.files;
}

void FixityCheck::lookAtOthers(FixityStep& step) const {
  for (const auto& authorisation : database_.authorisations().list(""))
    for (const auto& digest : {authorisation.statementDigest, authorisation.receiptDigest})
      if (!digest.empty()) look(step, "", digest, false);
  try {
    forEachEvidenceFile(database_.evidence(), store_,
                        [&](const std::string& digest) { look(step, "", digest, false); });
  } catch (const Error& error) {
    if (error.problem().code != "evidenceFileMissing") throw;  // a tree's branches cannot be read without it
    ++step.missing;
    step.findings.push_back({"", error.problem(), {}});
  }
}

// One document's files, or those of none, end whoever reads them: said, so that the others are read.
void FixityCheck::passOver(FixityStep& step, const FixityLog::Part& part, int tries) {
  const auto document = part.files.empty() ? std::string() : part.files.front().documentId;
  step.findings.push_back({document, {"workGivenUp", {{"attempts", std::to_string(tries)}}}, {}});
  step.damaged += std::max<std::int64_t>(static_cast<std::int64_t>(part.files.size()), 1);
}

bool FixityCheck::step() {
  auto& fixity = database_.fixity();
  const auto run = fixity.begin();
  try {
    return take(run, fixity.tries(run));
  } catch (const Error&) {
    if (storeIsAway()) fixity.forgetTry(run);
    throw;
  }
}

// No single file is to blame then.
bool FixityCheck::storeIsAway() const {
  try {
    store_.probe();
    return false;
  } catch (const Error&) {
    return true;
  }
}

bool FixityCheck::take(const FixityRun& run, int tries) {
  auto& fixity = database_.fixity();
  bool carefully = run.position < run.carefulUntil;
  const bool givenUp = carefully && tries > kTries;
  if (!carefully && tries > kTries) {
    fixity.goCarefully(run, run.position + kDocumentsAtOnce);
    carefully = true;
  }
  const auto part = fixity.filesAfter(run.position, carefully ? 1 : kDocumentsAtOnce);
  // The last document and what is of none are then two steps: neither is blamed for the other.
  const bool last = part.last && (!carefully || part.files.empty());
  FixityStep step{.position = part.position};
  if (givenUp) {
    passOver(step, part, tries - 1);
  } else {
    for (const auto& one : part.files) look(step, one.documentId, one.file.digest, one.mayBeGone);
    if (last) lookAtOthers(step);
  }
  if (!fixity.add(run, step)) return false;
  for (const auto& finding : step.findings) trouble_(finding.problem);
  if (!last) return true;
  auto now = run;
  now.position = step.position;
  now.files += step.files;
  now.damaged += step.damaged;
  now.missing += step.missing;
  fixity.end(now, actor_);
  return false;
}

}  // namespace balalyk
