#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/document/Document.h"
#include "pipeline/problems/Problems.h"

namespace balalyk {

struct DocumentQuery {
  std::string number;  // exact, after trimming
  std::string name;    // words of a name, each a prefix; ң/н ө/о ү/у and case are folded
  std::optional<Date> from, to;
  std::string commissionId;
  std::optional<State> state;
  std::optional<Kind> kind;
  std::string level;       // of the signature; empty: any
  bool published = false;  // once; whatever became of it
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

struct CommissionCount {
  std::string commissionId;
  std::int64_t count = 0;
};

struct LevelCount {
  std::string level;
  std::int64_t count = 0;
};

// Port, part of the portal database: documents to be found, read and counted. Changes nothing.
class DocumentArchive {
 public:
  virtual ~DocumentArchive() = default;

  virtual std::optional<Document> document(const std::string& id) = 0;
  virtual std::optional<Document> latest(Source source, const std::string& sourceKey) = 0;
  // The newest that has or had a file of this digest: drafted, its container, or one that an upgraded one replaced.
  virtual std::optional<Document> ofFile(const std::string& digest) = 0;
  virtual std::vector<Document> revisions(Source source, const std::string& sourceKey) = 0;  // oldest first
  virtual std::optional<std::string> recordXml(const std::string& id) = 0;
  virtual std::vector<Document> find(const DocumentQuery& query) = 0;
  virtual std::vector<StateCount> counts() = 0;
  virtual std::vector<CommissionCount> draftedByCommission() = 0;  // with the secretaries
  virtual std::vector<CommissionCount> sentByCommission() = 0;     // with the chairpersons
  virtual std::vector<LevelCount> levelCounts() = 0;               // of what is published
  // Of what is on its way, or is to get a higher level: what it waits for.
  virtual std::vector<ProblemCount> waitingCounts() = 0;
  // Flags about that part, of what was signed, published or raised within `recent`.
  virtual std::vector<ProblemCount> flagCounts(Part part, std::chrono::milliseconds recent) = 0;
  virtual std::vector<Document> inState(State state, int limit) = 0;
  // Sent ones that were authorised before and may not be signed by that: their problems say why. Newest first.
  virtual std::vector<Document> waitingAgain(int limit) = 0;
  // Published ones whose upgrade was given up until a person retries it.
  virtual std::vector<Document> stoppedUpgrades(int limit) = 0;
  virtual std::int64_t countStoppedUpgrades() = 0;
  // Claimed with an expired lease, or due for longer than `age` and not claimed.
  virtual std::vector<Document> stuck(std::chrono::milliseconds age, int limit) = 0;
  // Documents in a state, oldest change first, after that one (none: FrozenRecord{}).
  virtual std::vector<FrozenRecord> frozenIn(State state, const FrozenRecord& after, int limit) = 0;
  // Published ones but voucher lists, by sequence.
  virtual std::vector<FrozenRecord> frozenPublished(std::int64_t afterSequence, int limit) = 0;
  // The latest revision of every voucher list of a month, unless it is withdrawn.
  virtual std::vector<FrozenRecord> frozenLists(std::chrono::year_month month) = 0;
  // Every digest that a row names; for the comparison with the store.
  virtual void forEachFile(const std::function<void(const std::string& documentId, const StoredFile&)>& visit) = 0;
};

}  // namespace balalyk
