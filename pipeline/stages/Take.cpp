#include "pipeline/stages/Take.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "pipeline/stages/CurrentRecords.h"
#include "pipeline/stages/NewDocuments.h"

namespace balalyk {

namespace {

constexpr const char* kApplications = "applications";
constexpr const char* kMeals = "meal-subsidies";
constexpr const char* kPublished = "published";  // a cursor too: up to which document they were compared
const Flag kGone{"recordGoneAfterPublication", {}};

// How many rows of a view have one fault, and the first of them.
struct Faulty {
  std::int64_t count = 0;
  std::string key;

  void add(const std::string& one) {
    if (count++ == 0) key = one;
  }
};

class TakeRun {
 public:
  TakeRun(PortalDatabase& database, const std::string& actor, const TakeOptions& options)
      : database_(database),
        actor_(actor),
        options_(options),
        now_(database.now()),
        today_(database.today()),
        current_(database) {}

  TakeSummary operator()() {
    auto& records = database_.records();
    whereReadable([&] {
      view(
          kApplications, Source::application,
          [&](const RecordCursor& after, int limit) { return records.applications(after, limit); },
          [&](const std::string& after, int limit) { return records.applicationsOutOfTime(after, limit); });
    });
    whereReadable([&] {
      view(
          kMeals, Source::mealSubsidy,
          [&](const RecordCursor& after, int limit) { return records.mealSubsidies(after, limit); },
          [&](const std::string& after, int limit) { return records.mealSubsidiesOutOfTime(after, limit); });
    });
    whereReadable([&] { lists(); });
    flush();
    underWay();
    published();
    return std::move(summary_);
  }

 private:
  // A view that cannot be read holds up what it alone shows: the other views, and all that is under way, continue.
  template <typename Work>
  void whereReadable(Work work) {
    try {
      work();
    } catch (const Error& error) {
      if (error.problem().code != "viewUnreadable") throw;
      onceOfViews(error.problem());
    }
  }

  void onceOfViews(const Problem& problem) {
    if (std::ranges::find(summary_.ofViews, problem) == summary_.ofViews.end()) summary_.ofViews.push_back(problem);
  }

  template <typename ReadInOrder, typename ReadOutOfTime>
  void view(const std::string& name, Source source, ReadInOrder readInOrder, ReadOutOfTime readOutOfTime) {
    inOrder(name, source, readInOrder);
    outOfTime(source, readOutOfTime);
    const auto withoutKey = database_.records().rowsWithoutKey(source);
    if (withoutKey > 0) ofView(source, "recordsWithoutKey", {withoutKey, ""});
    ofView(source, "recordsShownTwice", shownTwice_[source]);
  }

  template <typename Read>
  void inOrder(const std::string& name, Source source, Read read) {
    const auto last = lastSeen(name, source);
    RecordCursor cursor{.changedAt = std::max<std::int64_t>(0, last.changedAt - options_.overlap.count())};
    int limit = options_.batch;
    while (true) {
      const auto records = read(cursor, limit);
      if (records.empty()) break;
      take(source, records);
      const RecordCursor reached{records.back().origin.changedAt, records.back().origin.key};
      keepCursor(name, last, reached);
      if (static_cast<int>(records.size()) < limit) break;
      // Where more rows than a batch holds share a time that is not a whole number of milliseconds, the place reached
      // lies before them all: a larger batch gets past them.
      const bool onward = std::tie(reached.changedAt, reached.key) > std::tie(cursor.changedAt, cursor.key);
      limit = onward ? options_.batch : 2 * limit;
      if (onward) cursor = reached;
    }
  }

  // A cursor that is ahead of the clock has passed over whatever was decided since: everything is read again.
  RecordCursor lastSeen(const std::string& name, Source source) {
    if (options_.everything) return {};
    auto last = database_.queue().cursor(name);
    if (last.changedAt <= now_.time_since_epoch().count()) return last;
    summary_.ofViews.push_back({"cursorInFuture", {{"view", portalView(source)}}});
    database_.queue().setCursor(name, {});
    return {};
  }

  // Never backwards, since the overlap is read again each time; and never past the database's now.
  void keepCursor(const std::string& name, const RecordCursor& last, RecordCursor reached) {
    const std::int64_t now = now_.time_since_epoch().count();
    if (reached.changedAt > now) reached = {now, ""};
    if (std::tie(reached.changedAt, reached.key) > std::tie(last.changedAt, last.key))
      database_.queue().setCursor(name, reached);
  }

  template <typename Read>
  void outOfTime(Source source, Read read) {
    Faulty missing, inFuture;
    std::string after;
    while (true) {
      const auto records = read(after, options_.batch);
      for (const auto& record : records) (record.origin.changedAt > 0 ? inFuture : missing).add(record.origin.key);
      take(source, records);
      if (static_cast<int>(records.size()) < options_.batch) break;
      after = records.back().origin.key;
    }
    ofView(source, "recordTimesMissing", missing);
    ofView(source, "recordTimesInFuture", inFuture);
  }

  void ofView(Source source, const char* code, const Faulty& faulty) {
    if (faulty.count == 0) return;
    Problem problem{code, {{"view", portalView(source)}, {"count", std::to_string(faulty.count)}}};
    if (!faulty.key.empty()) problem.params["key"] = faulty.key;
    summary_.ofViews.push_back(std::move(problem));
  }

  template <typename T>
  void take(Source source, const std::vector<T>& records) {
    std::set<std::string> keys;
    for (const auto& record : records)
      if (!record.origin.key.empty()) keys.insert(record.origin.key);
    std::vector<std::string> repeated;
    for (const auto& [key, times] : database_.records().timesShown(source, {keys.begin(), keys.end()})) {
      if (times == 1) continue;
      repeated.push_back(key);
      keys.erase(key);
    }
    for (const auto& record : records) {
      if (!keys.contains(record.origin.key)) continue;
      seen_[source].insert(record.origin.key);
      add(newDocument(checked(record)));
    }
    takeRepeated(source, repeated);
    flush();
  }

  Checked<Application> checked(const Application& record) const { return check(record, today_, database_.amounts()); }
  Checked<MealSubsidy> checked(const MealSubsidy& record) const { return check(record, today_); }

  void takeRepeated(Source source, std::vector<std::string> keys) {
    std::erase_if(keys, [&](const auto& key) { return !repeated_[source].insert(key).second; });
    if (keys.empty()) return;
    for (auto& [key, document] : current_.of(source, keys)) {
      shownTwice_[source].add(key);
      seen_[source].insert(key);
      add(std::move(document));
    }
  }

  void lists() {
    for (int back = options_.monthsBack; back >= 0; --back) {
      const auto month = today_.year() / today_.month() - std::chrono::months(back);
      database_.records().voucherLists(month, [this](VoucherList list) {
        seen_[Source::voucherList].insert(list.origin.key);
        add(newDocument(check(std::move(list), today_)));
        if (static_cast<int>(batch_.size()) >= options_.batch) flush();
      });
      // Those of the month that nobody is in any more.
      settle(database_.archive().frozenLists(month));
    }
    flush();
  }

  void underWay() {
    for (const auto state : {State::decided, State::drafted, State::sent, State::authorised, State::signed_,
                             State::returned, State::quarantined}) {
      FrozenRecord last;
      while (true) {
        auto page = database_.archive().frozenIn(state, last, options_.batch);
        // What this very run has put there was compared when it was taken.
        std::erase_if(page, [this](const FrozenRecord& record) { return record.changedAt >= now_; });
        if (page.empty()) break;
        last = page.back();
        settle(page);
      }
    }
  }

  void settle(const std::vector<FrozenRecord>& records) {
    for (const auto source : {Source::application, Source::mealSubsidy, Source::voucherList}) {
      std::vector<FrozenRecord> its;
      for (const auto& record : records)
        if (record.source == source) its.push_back(record);
      whereReadable([&] { settleOne(std::move(its)); });
    }
  }

  // What the views gave already in this run is not asked for again.
  void settleOne(std::vector<FrozenRecord> records) {
    std::erase_if(records, [this](const auto& record) { return seen_[record.source].contains(record.sourceKey); });
    const auto compared = current_.compare(records);
    std::map<Source, std::vector<std::string>> gone;
    for (std::size_t i = 0; i < records.size(); ++i) {
      if (compared[i].standing == Standing::unknown) showsNothing(records[i].source);
      if (compared[i].standing == Standing::gone) gone[records[i].source].push_back(records[i].documentId);
      if (compared[i].now) add(*compared[i].now);
    }
    flush();
    for (const auto& [source, ids] : gone)
      for (const auto& document : database_.queue().withdraw(ids, recordWithdrawn(source), actor_))
        ++summary_.withdrawn[document.kind];
  }

  void showsNothing(Source source) { onceOfViews({"viewShowsNothing", {{"view", portalView(source)}}}); }

  // An archive is gone through in turn, some of it each night.
  void published() {
    auto& queue = database_.queue();
    auto after = queue.cursor(kPublished).changedAt;
    for (int left = options_.publishedCompared; left > 0;) {
      const auto page = database_.archive().frozenPublished(after, std::min(options_.batch, left));
      if (page.empty()) {
        after = 0;
        break;
      }
      for (const auto source : {Source::application, Source::mealSubsidy})
        whereReadable([&] { compareShown(source, page); });
      after = page.back().sequence;
      left -= static_cast<int>(page.size());
      options_.onBatch();
    }
    queue.setCursor(kPublished, {after, ""});
  }

  void compareShown(Source source, const std::vector<FrozenRecord>& published) {
    std::vector<std::string> keys, gone, back;
    for (const auto& record : published)
      if (record.source == source) keys.push_back(record.sourceKey);
    if (keys.empty()) return;
    const auto shown = database_.records().timesShown(source, keys);
    if (shown.empty() && !database_.records().showsAny(source)) return showsNothing(source);
    for (const auto& record : published) {
      if (record.source != source || shown.contains(record.sourceKey) == !record.markedGone) continue;
      (record.markedGone ? back : gone).push_back(record.documentId);
    }
    if (source == Source::application) settleVouchers(published, gone, back);
    database_.queue().mark(gone, kGone, true, actor_);
    database_.queue().mark(back, kGone, false, actor_);
    summary_.goneAfterPublication.insert(summary_.goneAfterPublication.end(), gone.begin(), gone.end());
  }

  // A voucher is given back with its approval; one that is shown again has it again, taken as it is now.
  void settleVouchers(const std::vector<FrozenRecord>& published, const std::vector<std::string>& gone,
                      const std::vector<std::string>& back) {
    std::vector<std::string> again;
    for (const auto& record : published) {
      if (std::ranges::find(gone, record.documentId) != gone.end()) database_.vouchers().giveBack(record.sourceKey);
      if (std::ranges::find(back, record.documentId) != back.end()) again.push_back(record.sourceKey);
    }
    if (again.empty()) return;
    for (auto& [key, document] : current_.of(Source::application, again)) add(std::move(document));
    flush();
  }

  void add(NewDocument document) { batch_.push_back(std::move(document)); }

  // Where somebody saved a record between its reading and here, it is read again.
  void flush() {
    static constexpr int kRounds = 3;
    for (int round = 0; round < kRounds && !batch_.empty(); ++round) {
      const auto batch = std::exchange(batch_, {});
      const auto results = database_.queue().take(batch, actor_);
      std::map<Source, std::vector<std::string>> overtaken;
      for (std::size_t i = 0; i < results.size(); ++i) {
        count(batch[i], results[i]);
        if (results[i].outcome == TakeOutcome::overtaken) overtaken[batch[i].source].push_back(batch[i].sourceKey);
      }
      options_.onBatch();
      for (const auto& [source, keys] : overtaken)
        for (auto& [key, document] : current_.of(source, keys)) {
          if (round + 2 == kRounds) trustIfSame(document, batch);
          add(std::move(document));
        }
    }
    batch_.clear();  // somebody saves again and again: the next night
  }

  // A view whose times move by themselves shows the same record all the same.
  static void trustIfSame(NewDocument& document, const std::vector<NewDocument>& before) {
    const auto same = std::ranges::find_if(before, [&](const NewDocument& one) {
      return one.source == document.source && one.sourceKey == document.sourceKey &&
             one.recordDigest == document.recordDigest;
    });
    if (same != before.end()) document.changedAt = 0;
  }

  void count(const NewDocument& document, const TakeResult& result) {
    switch (result.outcome) {
      case TakeOutcome::unchanged:
        ++summary_.unchanged;
        return;
      case TakeOutcome::overtaken:
      case TakeOutcome::notLatest:
        return;
      case TakeOutcome::changedAfterSigning:
        summary_.changedAfterSigning.push_back(result.documentId);
        return;
      case TakeOutcome::returned:
        ++summary_.returned[document.kind];
        summary_.findings.push_back({result.documentId, document.kind, document.problems});
        return;
      case TakeOutcome::numberTaken:
        ++summary_.returned[document.kind];
        if (const auto stored = database_.archive().document(result.documentId)) {
          summary_.findings.push_back({result.documentId, document.kind, stored->problems});
        }
        return;
      case TakeOutcome::taken:
        if (document.state == State::returned) {
          ++summary_.returned[document.kind];
          summary_.findings.push_back({result.documentId, document.kind, document.problems});
        } else {
          ++summary_.taken[document.kind];
        }
        return;
    }
  }

  PortalDatabase& database_;
  const std::string& actor_;
  const TakeOptions& options_;
  const Timestamp now_;
  const Date today_;
  CurrentRecords current_;
  std::vector<NewDocument> batch_;
  std::map<Source, std::set<std::string>> repeated_, seen_;
  std::map<Source, Faulty> shownTwice_;
  TakeSummary summary_;
};

}  // namespace

TakeSummary Take::run(const std::string& actor, const TakeOptions& options) {
  return TakeRun(database_, actor, options)();
}

}  // namespace balalyk
