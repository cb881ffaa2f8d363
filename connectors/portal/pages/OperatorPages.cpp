#include "connectors/portal/pages/OperatorPages.h"

#include <algorithm>
#include <map>

#include "connectors/portal/pages/OperatorAccountPages.h"
#include "connectors/portal/pages/OperatorSystemPage.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/ports/ArchiveExports.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

using web::Access;
using web::Response;
using web::Takes;
using web::ViewData;
using web::Visit;

constexpr int kShown = 50;                          // of each list
constexpr auto kExportsOf = std::chrono::days(30);  // whoever ordered it needs it no more
constexpr int kAtOnce = 1'000;                      // tries given at once
constexpr int kCounted = 10'000;                    // what does not move is little, or a disaster

class OperatorPages {
 public:
  explicit OperatorPages(const PageParts& parts) : parts_(parts) {}

  Response overview(Visit& visit) const {
    auto& archive = parts_.database.archive();
    const auto& messages = visit.messages();
    const auto now = parts_.database.now();
    ViewData data;
    visit.withForm(data).flag("onOverview", true);
    showCounts(messages, data);
    showDue(messages, data);
    showWaiting(messages, data);
    const auto stuck = archive.stuck(parts_.stuckAfter, kCounted);
    showStanding("stuck", stuck, stuck.size(), now, messages, data);
    const auto aside = archive.inState(State::quarantined, kShown);
    showStanding("aside", aside, static_cast<std::size_t>(all(State::quarantined)), now, messages, data);
    showStanding("stopped", archive.stoppedUpgrades(kShown), static_cast<std::size_t>(archive.countStoppedUpgrades()),
                 now, messages, data);
    showStanding("returned", archive.inState(State::returned, kShown), static_cast<std::size_t>(all(State::returned)),
                 now, messages, data);
    showExports(now, messages, data);
    const auto night = parts_.database.schedule().lastFinished("nightly").value_or("");
    data.flag("hadNight", !night.empty()).text("lastNight", night);
    const auto& query = visit.request().query;
    const auto done = query.first("retried"), refused = query.first("refused");
    data.flag("isDone", !done.empty())
        .text("done", messages.text("portal.operator.retried", {{"count", number(done)}}));
    data.flag("exportRetried", query.has("export")).flag("exportMoved", query.has("moved"));
    data.flag("isRefused", !refused.empty() && refused != "0");
    data.text("refused", messages.text("portal.operator.refused", {{"count", number(refused)}}));
    return visit.page("operator", messages.text("portal.operator.title"), std::move(data));
  }

  // One, or all that were set aside for the same reason. What became of each is in the audit trail, by the account's
  // id.
  Response retry(Visit& visit) const {
    const auto id = visit.field("document"), code = visit.field("code"), file = visit.field("export");
    if (!file.empty()) {
      const bool again = parts_.database.archiveExports().retry(file, visit.visitor()->account.id);
      return Response::redirect(again ? "/operator?export=1" : "/operator?moved=1");
    }
    std::vector<std::string> ids;
    if (!id.empty()) ids.push_back(id);
    if (id.empty() && !code.empty())
      for (const auto& document : parts_.database.archive().inState(State::quarantined, kAtOnce))
        if (isFor(document, code)) ids.push_back(document.id);
    int queued = 0, refused = 0;
    for (const auto& one : ids) ++(parts_.database.queue().retry(one, visit.visitor()->account.id) ? queued : refused);
    return Response::redirect("/operator?retried=" + std::to_string(queued) + "&refused=" + std::to_string(refused));
  }

 private:
  static std::string number(const std::string& text) {
    const bool digits =
        !text.empty() && text.size() <= 9 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    return digits ? text : "0";
  }
  static bool isFor(const Document& document, const std::string& code) {
    return std::ranges::any_of(document.problems, [&](const Problem& problem) { return problem.code == code; });
  }
  std::int64_t all(State state) const {
    std::int64_t sum = 0;
    for (const auto& count : parts_.database.archive().counts()) sum += count.state == state ? count.count : 0;
    return sum;
  }

  void showCounts(const Messages& messages, ViewData& data) const {
    std::map<State, std::map<Kind, std::int64_t>> counts;
    for (const auto& count : parts_.database.archive().counts()) counts[count.state][count.kind] += count.count;
    std::vector<ViewData> states;
    for (const auto state : allStates()) {
      std::int64_t sum = 0;
      std::vector<ViewData> kinds;
      for (const auto& [kind, count] : counts[state]) {
        if (count == 0) continue;
        sum += count;
        ViewData one;
        one.text("kind", messages.text("kind." + std::string(toString(kind)))).text("count", messages.number(count));
        kinds.push_back(std::move(one));
      }
      if (sum == 0) continue;
      ViewData row;
      const std::string word = toString(state);
      row.text("word", word).text("state", messages.text("state." + word)).text("count", messages.number(sum));
      states.push_back(row.list("kinds", std::move(kinds)));
    }
    data.list("states", "hasStates", std::move(states));
    std::vector<ViewData> levels;
    for (const auto& level : parts_.database.archive().levelCounts()) {
      ViewData row;
      levels.push_back(row.text("level", level.level).text("count", messages.number(level.count)));
    }
    data.list("levels", "hasLevels", std::move(levels));
  }

  void showDue(const Messages& messages, ViewData& data) const {
    std::vector<ViewData> stages;
    for (const auto stage : allStages()) {
      const auto waited = parts_.database.queue().oldestDue(stage);
      const auto pending = parts_.database.queue().pending(stage);
      ViewData row;
      row.text("stage", messages.text("stage." + std::string(toString(stage))))
          .text("pending", messages.number(pending));
      row.text("oldest", waited ? ageOf(*waited, messages) : "–");
      stages.push_back(row.flag("late", waited && *waited > parts_.stuckAfter));
    }
    data.list("stages", std::move(stages));
  }

  void showWaiting(const Messages& messages, ViewData& data) const {
    std::vector<ViewData> rows;
    const auto add = [&](const std::vector<ProblemCount>& counts) {
      for (const auto& count : counts) {
        if (rows.size() >= kShown) return;
        ViewData row;
        row.text("what", describe(messages, count.problem).what).text("count", messages.number(count.count));
        row.text("part",
                 messages.text("portal.operator.part." + std::string(toString(problemKind(count.problem.code).part))));
        rows.push_back(row.text("code", count.problem.code));
      }
    };
    add(parts_.database.archive().waitingCounts());
    add(parts_.database.archive().flagCounts(Part::revocation, std::chrono::days(30)));
    data.list("waiting", "hasWaiting", std::move(rows));
  }

  // "3 h", "2 d": since when it has not moved.
  static std::string ageOf(std::chrono::milliseconds age, const Messages& messages) {
    using namespace std::chrono;
    const auto minutes = duration_cast<std::chrono::minutes>(age).count();
    if (minutes < 60)
      return messages.text("portal.operator.minutes", {{"count", std::to_string(std::max<long>(minutes, 0))}});
    if (minutes < 48L * 60) return messages.text("portal.operator.hours", {{"count", std::to_string(minutes / 60)}});
    return messages.text("portal.operator.days", {{"count", std::to_string(minutes / (24L * 60))}});
  }

  void showStanding(const std::string& name, const std::vector<Document>& documents, std::size_t count, Timestamp now,
                    const Messages& messages, ViewData& data) const {
    if (documents.empty()) return;
    std::vector<ViewData> rows;
    for (const auto& document : documents) {
      if (rows.size() >= kShown) break;
      ViewData row;
      const std::string word = toString(document.state);
      row.text("id", document.id).text("kind", messages.text("kind." + std::string(toString(document.kind))));
      row.text("word", word).text("state", messages.text("state." + word)).text("commission", document.commissionId);
      row.text("age", ageOf(now - document.changedAt, messages)).text("attempts", std::to_string(document.attempts));
      std::vector<ViewData> problems;
      bool bundle = false;
      for (const auto& problem : document.problems) {
        const auto text = describe(messages, problem);
        ViewData one;
        one.text("code", problem.code).text("what", text.what).text("remedy", text.remedy);
        problems.push_back(std::move(one));
        bundle = bundle || problem.params.contains("bundle");
      }
      row.list("problems", "hasProblems", std::move(problems));
      // It holds the record: for who works on the machine, and never for a browser.
      row.flag("bundle", bundle).text("bundleCommand", "balalyk export " + document.id + " --bundle --to .");
      row.flag("again", document.container.has_value() && document.state == State::quarantined);
      row.flag("mayRetry", document.state == State::quarantined || name == "stopped");
      rows.push_back(row.text("againCommand", "balalyk retry " + document.id));
    }
    ViewData list;
    list.text("count", messages.number(static_cast<long long>(count))).text("shown", std::to_string(rows.size()));
    list.flag("cut", count > rows.size());
    list.list("rows", std::move(rows));
    data.part(name, std::move(list));
  }

  // By id and number of documents: who ordered it, and of whom, is not shown.
  void showExports(Timestamp now, const Messages& messages, ViewData& data) const {
    std::vector<ViewData> rows;
    for (const auto& one : parts_.database.archiveExports().failed(kExportsOf, kShown)) {
      ViewData row;
      row.text("id", one.id)
          .text("kind", messages.text(std::string("portal.archive.exports.kind.") + toString(one.kind)));
      row.text("documents", messages.number(one.documents)).text("age", ageOf(now - one.orderedAt, messages));
      std::vector<ViewData> problems;
      for (const auto& problem : one.problems) {
        const auto text = describe(messages, problem);
        problems.push_back(ViewData().text("code", problem.code).text("what", text.what).text("remedy", text.remedy));
      }
      rows.push_back(row.list("problems", std::move(problems)));
    }
    data.list("exports", "hasExports", std::move(rows));
  }

  const PageParts parts_;
};

}  // namespace

void addOperatorPages(web::Content& content, const PageParts& parts) {
  auto& routes = content.routes;
  const web::HandlersOf pages(OperatorPages{parts});
  routes.get("/operator", Access::may(Action::operate), pages(&OperatorPages::overview));
  routes.post("/operator/retry", Access::may(Action::operate), Takes::form, pages(&OperatorPages::retry));
  addOperatorSystemPage(content, parts);
  addOperatorAccountPages(content, parts);
}

}  // namespace balalyk
