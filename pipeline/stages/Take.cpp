#include "pipeline/stages/Take.h"

#include <algorithm>
#include <tuple>

#include "pipeline/document/NewDocuments.h"

namespace balalyk {

namespace {

constexpr const char* kApplications = "applications";
constexpr const char* kMeals = "meal-subsidies";

class TakeRun {
 public:
  TakeRun(PortalDatabase& database, const std::string& actor, const TakeOptions& options)
      : database_(database), actor_(actor), options_(options), today_(database.today()) {}

  TakeSummary operator()() {
    view(kApplications,
         [this](const RecordCursor& after) { return database_.records().applications(after, options_.batch); });
    view(kMeals,
         [this](const RecordCursor& after) { return database_.records().mealSubsidies(after, options_.batch); });
    lists();
    return std::move(summary_);
  }

 private:
  template <typename Read>
  void view(const std::string& name, Read read) {
    const auto last = options_.everything ? RecordCursor{} : database_.documents().cursor(name);
    RecordCursor cursor{.changedAt = std::max<std::int64_t>(0, last.changedAt - options_.overlap.count())};
    while (true) {
      const auto records = read(cursor);
      if (records.empty()) break;
      for (const auto& record : records) add(newDocument(check(record, today_)));
      flush();
      cursor = {records.back().origin.changedAt, records.back().origin.key};
      // Never backwards: the overlap is read again each time.
      if (std::tie(cursor.changedAt, cursor.key) > std::tie(last.changedAt, last.key)) {
        database_.documents().setCursor(name, cursor);
      }
      if (static_cast<int>(records.size()) < options_.batch) break;
    }
  }

  void lists() {
    for (int back = options_.monthsBack; back >= 0; --back) {
      const auto month = today_.year() / today_.month() - std::chrono::months(back);
      database_.records().voucherLists(month, [this](VoucherList list) {
        add(newDocument(check(std::move(list), today_)));
        if (static_cast<int>(batch_.size()) >= options_.batch) flush();
      });
    }
    flush();
  }

  void add(NewDocument document) { batch_.push_back(std::move(document)); }

  void flush() {
    if (batch_.empty()) return;
    const auto results = database_.documents().take(batch_, actor_);
    for (std::size_t i = 0; i < results.size(); ++i) count(batch_[i], results[i]);
    batch_.clear();
    options_.onBatch();
  }

  void count(const NewDocument& document, const TakeResult& result) {
    switch (result.outcome) {
      case TakeOutcome::unchanged:
        ++summary_.unchanged;
        return;
      case TakeOutcome::changedAfterSigning:
        summary_.changedAfterSigning.push_back(result.documentId);
        return;
      case TakeOutcome::numberTaken:
        ++summary_.returned[document.kind];
        if (const auto stored = database_.documents().document(result.documentId)) {
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
  const Date today_;
  std::vector<NewDocument> batch_;
  TakeSummary summary_;
};

}  // namespace

TakeSummary Take::run(const std::string& actor, const TakeOptions& options) {
  return TakeRun(database_, actor, options)();
}

}  // namespace balalyk
