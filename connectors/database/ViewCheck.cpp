#include "connectors/database/ViewCheck.h"

#include <algorithm>
#include <set>

#include "connectors/database/documents/SqlRecords.h"
#include "connectors/database/rows/DocumentRow.h"
#include "connectors/database/rows/RecordRows.h"
#include "connectors/database/rows/ShownColumns.h"
#include "connectors/database/session/Connection.h"
#include "connectors/database/session/RecordColumns.h"
#include "pipeline/record/RecordCheck.h"

namespace balalyk {
namespace {

constexpr const char* kUploads = "balalyk_upload";
constexpr const char* kSendings = "balalyk_commission_sending";
constexpr int kBatch = 500;
constexpr std::chrono::milliseconds kSlow{2'000};                 // what a night asks each time
constexpr std::int64_t kSecondsAsMilliseconds = 100'000'000'000;  // in the year 1973: no portal is that old

// A problem of one row without what is only that row's: all rows of one kind are one finding.
Problem kindOf(Problem problem) {
  for (const char* own : {"holder", "member", "count", "limit", "document"}) problem.params.erase(own);
  return problem;
}

class Findings {
 public:
  explicit Findings(ViewReport::View& view) : view_(view) {}

  void ofView(const std::string& code, std::map<std::string, std::string> params = {}) {
    params["view"] = view_.name;
    view_.findings.push_back({{code, std::move(params)}, 0, ""});
  }
  void ofView(const std::string& code, std::int64_t count, const std::string& key,
              std::map<std::string, std::string> params = {}) {
    if (count == 0) return;
    params["count"] = std::to_string(count);
    if (!key.empty()) params["key"] = key;
    ofView(code, std::move(params));
  }

  void rows(const Problem& problem, std::int64_t count, const std::string& key) {
    if (count > 0) view_.findings.push_back({problem, count, key});
  }

  void row(const Problem& problem, const std::string& key) {
    const auto kind = kindOf(problem);
    const auto found = std::ranges::find(view_.findings, kind, &ViewReport::Finding::problem);
    if (found == view_.findings.end()) {
      view_.findings.push_back({kind, 1, key});
    } else {
      ++found->count;
    }
  }

 private:
  ViewReport::View& view_;
};

class Checking {
 public:
  Checking(const std::string& connection, const DatabaseOptions& options)
      : runner_(makeEngine(connection, options), options),
        records_(runner_),
        today_(options.zone.dateOf(toTimestamp(read("now").rows.at(0).integer("now")))) {}

  ViewReport operator()() {
    applications();
    mealSubsidies();
    holders();
    uploads();
    sendings();
    return std::move(report_);
  }

 private:
  SqlResult read(const std::string& statement, std::initializer_list<SqlValue> values = {}) {
    return runner_.read([&](SqlSession& session) { return session.run(runner_.sql()[statement], values); });
  }

  // What reading the view comes to: a fault of it is a finding, trouble with the database is not.
  template <typename Work>
  void examine(const std::string& name, const std::vector<std::string>& columns, const std::vector<std::string>& later,
               Work work) {
    auto& view = report_.views.emplace_back(ViewReport::View{.name = name});
    Findings findings(view);
    try {
      if (!hasColumns(name, columns, later, findings)) return;
      if (!later.empty()) view.hints.push_back({"viewColumnsLater", {{"view", name}, {"columns", joined(later)}}});
      work(view, findings);
    } catch (const Error& error) {
      const auto& problem = error.problem();
      if (problem.code != "databaseRefused" && problem.code != "viewUnreadable" && problem.code != "databaseTimeout")
        throw;
      if (problem.code == "databaseTimeout") return findings.ofView("viewSlow", {{"milliseconds", "…"}});
      findings.ofView("viewUnreadable", {{"detail", problem.params.at("detail")}});
    }
  }

  template <typename Work>
  void examine(Source source, Work work) {
    const auto later =
        runner_.read([&](SqlSession& session) { return columnsNotShown(session, runner_.sql(), source); });
    examine(portalView(source), viewColumns(source), later, work);
  }

  static std::string joined(const std::vector<std::string>& columns) {
    std::string list;
    for (const auto& column : columns) list += (list.empty() ? "" : ", ") + column;
    return list;
  }

  bool hasColumns(const std::string& name, const std::vector<std::string>& columns,
                  const std::vector<std::string>& later, Findings& findings) {
    std::map<std::string, std::string> found;
    for (const auto& row : read("columns of view", {name}).rows) found[row.text("name")] = row.text("type");
    if (found.empty()) {
      findings.ofView("viewMissing");
      return false;
    }
    bool all = true;
    for (const auto& column : columns) {
      const auto type = found.find(column);
      if (type == found.end() && std::ranges::find(later, column) != later.end()) continue;
      if (type == found.end()) {
        findings.ofView("viewColumnMissing", {{"column", column}});
        all = false;
      } else if (const auto* wanted = otherType(column, type->second)) {
        findings.ofView("viewColumnType", {{"column", column}, {"found", type->second}, {"wanted", wanted}});
        all = false;
      }
    }
    return all;
  }

  // The type that the column must have where the database itself compares it; nullptr: it has it, or has none.
  static const char* otherType(const std::string& column, const std::string& type) {
    static const std::set<std::string> kTexts{"", "text", "varchar", "bpchar", "name"};
    static const std::set<std::string> kNumbers{"", "int2", "int4", "int8", "numeric", "float8"};
    const bool key = column == "key" || column == "id" || column.ends_with("_id");
    if (key && !kTexts.contains(type)) return "text";
    if ((column == "changed_at" || column == "size") && !kNumbers.contains(type)) return "bigint";
    return nullptr;
  }

  void applications() {
    examine(Source::application, [&](auto& view, auto& findings) {
      allRows(
          Source::application, view, findings,
          [&](const RecordCursor& after, int limit) { return records_.applications(after, limit); },
          [&](const std::string& after) { return records_.applicationsOutOfTime(after, kBatch); },
          [](const Application& record) { return record.amountPerMonth.has_value(); });
    });
  }

  void mealSubsidies() {
    std::int64_t missing = 0;
    std::string key;
    examine(Source::mealSubsidy, [&](auto& view, auto& findings) {
      allRows(
          Source::mealSubsidy, view, findings,
          [&](const RecordCursor& after, int limit) { return records_.mealSubsidies(after, limit); },
          [&](const std::string& after) { return records_.mealSubsidiesOutOfTime(after, kBatch); },
          [&](const MealSubsidy& record) {
            if (!record.uploadId.empty() && !record.uploadSize && missing++ == 0) key = record.origin.key;
            return record.amountPerDay.has_value();
          });
      findings.ofView("uploadsMissing", missing, key);
    });
  }

  template <typename InOrder, typename OutOfTime, typename Look>
  void allRows(Source source, ViewReport::View& view, Findings& findings, InOrder inOrder, OutOfTime outOfTime,
               Look look) {
    Amounts amounts;
    const auto examined = [&](const auto& records) {
      for (const auto& record : records) {
        ++view.rows;
        amounts.all += look(record) ? 1 : 0;
        examineRow(checked(record), record.origin.key, findings, amounts);
      }
    };
    RecordCursor cursor;
    for (int limit = kBatch;;) {
      const auto records = inOrder(cursor, limit);
      examined(records);
      if (static_cast<int>(records.size()) < limit) break;
      const RecordCursor reached{records.back().origin.changedAt, records.back().origin.key};
      const bool onward = std::tie(reached.changedAt, reached.key) > std::tie(cursor.changedAt, cursor.key);
      limit = onward ? kBatch : 2 * limit;
      if (onward) cursor = reached;
    }
    timeOf(
        view.name, [&] { inOrder(cursor, kBatch); }, findings);
    outOfTimeRows(outOfTime, examined, findings);
    keys(view.name, records_.rowsWithoutKey(source), findings);
    const auto last = read("last change of " + view.name).rows.at(0).integer("changed_at");
    if (last > 0 && last < kSecondsAsMilliseconds) findings.ofView("viewTimesInSeconds");
    amounts.report(findings);
  }

  Checked<Application> checked(const Application& record) const { return check(record, today_, runner_.amounts()); }
  Checked<MealSubsidy> checked(const MealSubsidy& record) const { return check(record, today_); }

  // Som given for tyiyn show in most amounts, not in one.
  struct Amounts {
    std::int64_t all = 0, unusual = 0;
    void report(Findings& findings) const {
      if (all > 0 && 2 * unusual > all) findings.ofView("viewAmountsUnusual");
    }
  };

  template <typename T>
  static void examineRow(const Checked<T>& checked, const std::string& key, Findings& findings, Amounts& amounts) {
    for (const auto& problem : checked.problems) findings.row(problem, key);
    for (const auto& flag : checked.flags) amounts.unusual += flag.code == "amountUnusual" ? 1 : 0;
  }

  template <typename OutOfTime, typename Examined>
  static void outOfTimeRows(OutOfTime read, Examined examined, Findings& findings) {
    std::int64_t missing = 0, inFuture = 0;
    std::string firstMissing, firstInFuture, after;
    while (true) {
      const auto records = read(after);
      examined(records);
      for (const auto& record : records) {
        if (record.origin.changedAt > 0 ? inFuture++ == 0 : missing++ == 0)
          (record.origin.changedAt > 0 ? firstInFuture : firstMissing) = record.origin.key;
      }
      if (static_cast<int>(records.size()) < kBatch) break;
      after = records.back().origin.key;
    }
    findings.ofView("recordTimesMissing", missing, firstMissing);
    findings.ofView("recordTimesInFuture", inFuture, firstInFuture);
  }

  void keys(const std::string& view, std::int64_t without, Findings& findings) {
    findings.ofView("recordsWithoutKey", without, "");
    const auto repeated = read("repeated keys of " + view).rows.at(0);
    findings.ofView("recordsShownTwice", repeated.integer("records"), repeated.text("first_key"));
  }

  template <typename Work>
  static void timeOf(const std::string&, Work work, Findings& findings) {
    const auto begun = std::chrono::steady_clock::now();
    work();
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    if (took > kSlow) findings.ofView("viewSlow", {{"milliseconds", std::to_string(took.count())}});
  }

  // Each row as its own list: what is wrong with it is wrong with the list it will be in.
  void holders() {
    const std::string name = portalView(Source::voucherList);
    examine(Source::voucherList, [&](auto& view, auto& findings) {
      Amounts amounts;
      std::string after;
      while (true) {
        const auto page = runner_.read([&](SqlSession& session) {
          const auto& sql = runner_.sql();
          return session.run(asShown(session, sql, Source::voucherList, sql["holders after key"]),
                             {after, std::int64_t{kBatch}});
        });
        for (const auto& row : page.rows) {
          ++view.rows;
          ++amounts.all;
          const auto list = voucherListFrom({row}, today_.year() / today_.month());
          examineRow(check(list, today_), list.holders.front().key, findings, amounts);
        }
        if (page.rows.size() < kBatch) break;
        after = page.rows.back().text("key");
      }
      keys(name, read("without key in " + name).rows.at(0).integer("records"), findings);
      const auto other = read("kindergartens that are not text").rows.at(0);
      findings.rows(columnUnreadable("kindergarten_id", "notText"), other.integer("records"), other.text("first_key"));
      amounts.report(findings);
      timeOf(
          name, [&] { records_.voucherList("", today_.year() / today_.month()); }, findings);
    });
  }

  void uploads() {
    examine(kUploads, {"id", "size", "content"}, {}, [&](auto& view, auto& findings) {
      view.rows = read("count uploads").rows.at(0).integer("records");
      keys(kUploads, read(std::string("without key in ") + kUploads).rows.at(0).integer("records"), findings);
      const auto wrong = read("uploads with a wrong size").rows.at(0);
      findings.ofView("uploadSizesWrong", wrong.integer("records"), wrong.text("first_key"));
      const auto beyond = read("uploads beyond", {static_cast<std::int64_t>(kLargestUpload)}).rows.at(0);
      const auto limit = std::to_string(kLargestUpload);
      findings.ofView("uploadsTooLarge", beyond.integer("records"), beyond.text("first_key"), {{"limit", limit}});
    });
  }

  void sendings() {
    examine(kSendings, {"commission_id", "sending"}, {}, [&](auto& view, auto& findings) {
      view.rows = read("count sendings").rows.at(0).integer("records");
      const auto other = read("sendings with another word").rows.at(0);
      findings.rows(columnUnreadable("sending", "otherWord"), other.integer("records"), other.text("first_key"));
    });
  }

  SqlRunner runner_;
  SqlRecords records_;
  const Date today_;
  ViewReport report_;
};

}  // namespace

bool ViewReport::fine() const {
  return std::ranges::all_of(views, [](const View& view) { return view.findings.empty(); });
}

ViewReport checkViews(const std::string& connection, const DatabaseOptions& options) {
  return Checking(connection, options)();
}

}  // namespace balalyk
