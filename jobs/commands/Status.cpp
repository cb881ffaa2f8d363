#include <algorithm>
#include <map>
#include <optional>

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/BundleOf.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/commands/NightByHand.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Console.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/ProblemCountOutput.h"
#include "jobs/output/Table.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"
#include "pipeline/domain/Zone.h"
#include "pipeline/ports/PortalDatabase.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

// For how long it is shown that something was published without an answer about revocation.
constexpr std::chrono::days kRecent{30};
// What does not move is counted up to here: it is little, or a disaster.
constexpr int kCounted = 100'000;

// How far everything is, and what does not move: it waits, is stuck, set aside, or back with a secretary.
class Status final : public Command {
 public:
  std::string_view name() const override { return "status"; }

  void declare(Arguments& arguments) override {
    arguments.flag("--json", json_, "json");
    arguments.value("--limit", limit_, "limit", "count").between(1, 100000);
  }

  int run(Session& session) override {
    auto& archive = session.connections.database().archive();
    auto& schedule = session.connections.database().schedule();
    Facts facts{.counts = archive.counts(),
                .levels = archive.levelCounts(),
                .waiting = archive.waitingCounts(),
                .unanswered = archive.flagCounts(Part::revocation, kRecent),
                .stuck = archive.stuck(session.settings.duration("worker.stuckAfter"), kCounted),
                .quarantined = archive.inState(State::quarantined, limit_),
                .returned = archive.inState(State::returned, limit_),
                .waitingAgain = archive.waitingAgain(kCounted),
                .upgradesStopped = archive.stoppedUpgrades(limit_),
                .upgradesStoppedCount = archive.countStoppedUpgrades(),
                .lastNight = schedule.lastFinished("nightly").value_or(""),
                .lastByHand = lastByHand(schedule)};
    facts.stuckCount = shorten(facts.stuck);
    facts.waitingAgainCount = shorten(facts.waitingAgain);
    session.console.result(json_ ? asJson(session, facts) : asText(session, facts));
    return facts.stuck.empty() && facts.quarantined.empty() && facts.upgradesStopped.empty() ? kAllDone : kSomeFailed;
  }

 private:
  struct Facts {
    std::vector<StateCount> counts;
    std::vector<LevelCount> levels;
    std::vector<ProblemCount> waiting, unanswered;
    std::vector<Document> stuck, quarantined, returned, waitingAgain, upgradesStopped;
    std::int64_t upgradesStoppedCount = 0, stuckCount = 0, waitingAgainCount = 0;
    std::string lastNight;
    std::optional<Timestamp> lastByHand;

    std::int64_t in(State state) const {  // all of them, not only the shown ones
      std::int64_t all = 0;
      for (const auto& count : counts)
        if (count.state == state) all += count.count;
      return all;
    }
  };

  // To what is shown; how many there were.
  std::int64_t shorten(std::vector<Document>& documents) const {
    const auto all = documents.size();
    if (all > static_cast<std::size_t>(limit_)) documents.erase(documents.begin() + limit_, documents.end());
    return static_cast<std::int64_t>(all);
  }

  static std::string asJson(const Session& session, const Facts& facts) {
    signing::JsonWriter json;
    json.beginObject().member("lastNight", facts.lastNight);
    if (facts.lastByHand) json.member("lastNightByHand", Zone("UTC").toSeconds(*facts.lastByHand));
    json.key("counts").beginArray();
    for (const auto& count : facts.counts) {
      json.beginObject().member("state", toString(count.state)).member("kind", toString(count.kind));
      json.member("count", count.count).endObject();
    }
    json.endArray();
    writeLevels(json, facts.levels);
    writeProblemCounts(json, "waiting", facts.waiting, session.messages);
    writeProblemCounts(json, "unanswered", facts.unanswered, session.messages);
    const std::pair<const char*, const std::vector<Document>*> lists[] = {
        {"stuck", &facts.stuck},
        {"quarantined", &facts.quarantined},
        {"returned", &facts.returned},
        {"waitingAgain", &facts.waitingAgain},
        {"draftedAgain", &facts.waitingAgain},  // as until 0.3
        {"upgradesStopped", &facts.upgradesStopped}};
    for (const auto& [name, documents] : lists) {
      json.key(name).beginArray();
      for (const auto& document : *documents) writeJson(json, document, session.messages, Subject::hidden);
      json.endArray();
    }
    return json.endObject().text() + "\n";
  }

  static std::optional<Timestamp> lastByHand(Schedule& schedule) {
    const auto moment = schedule.lastFinished(kByHandSchedule);
    if (!moment) return std::nullopt;
    return Timestamp(std::chrono::milliseconds(std::stoll(*moment)));
  }

  static std::string countTable(const Session& session, const std::vector<StateCount>& counts) {
    const auto& messages = session.messages;
    std::map<Kind, std::map<State, std::int64_t>> byKind;
    for (const auto& count : counts) byKind[count.kind][count.state] += count.count;
    std::vector<std::string> headings = {messages.text("column.kind")};
    for (const auto state : allStates()) headings.push_back(messages.text("state." + std::string(toString(state))));
    std::vector<Table::Align> aligns(headings.size(), Table::Align::right);
    aligns.front() = Table::Align::left;
    Table table(std::move(headings), std::move(aligns));
    for (const auto& [kind, states] : byKind) {
      std::vector<std::string> row = {messages.text("kind." + std::string(toString(kind)))};
      for (const auto state : allStates()) {
        const auto found = states.find(state);
        row.push_back(found == states.end() ? "" : messages.number(found->second));
      }
      table.add(std::move(row));
    }
    return table.empty() ? messages.text("status.empty") + "\n" : table.text(session.console.outWidth());
  }

  static std::string standingStill(const Session& session, const char* heading, const std::vector<Document>& documents,
                                   std::int64_t all = 0) {
    if (documents.empty()) return {};
    const auto& messages = session.messages;
    const auto count = std::max(all, static_cast<std::int64_t>(documents.size()));
    std::string text = "\n" + messages.text(heading, {{"count", std::to_string(count)}}) + "\n";
    for (const auto& document : documents) {
      text += "  " +
              messages.text("night.failure", {{"kind", messages.text("kind." + std::string(toString(document.kind)))},
                                              {"number", document.number},
                                              {"id", document.id}}) +
              "\n";
      for (const auto& problem : document.problems) {
        const auto reported = describe(messages, problem);
        text += "      " + reported.what + (reported.remedy.empty() ? "" : "\n      " + reported.remedy) + "\n";
      }
      if (bundleOf(document)) text += "      " + messages.text("status.bundle", {{"id", document.id}}) + "\n";
    }
    return text;
  }

  static std::string asText(const Session& session, const Facts& facts) {
    return countTable(session, facts.counts) + levelLines(facts.levels, session.messages) +
           problemCountSection("status.waiting", facts.waiting, session.messages) +
           problemCountSection("status.unanswered", facts.unanswered, session.messages) +
           standingStill(session, "status.stuck", facts.stuck, facts.stuckCount) +
           standingStill(session, "status.quarantined", facts.quarantined, facts.in(State::quarantined)) +
           standingStill(session, "status.returned", facts.returned, facts.in(State::returned)) +
           standingStill(session, "status.waitingAgain", facts.waitingAgain, facts.waitingAgainCount) +
           standingStill(session, "status.upgradesStopped", facts.upgradesStopped, facts.upgradesStoppedCount) + "\n" +
           session.messages.text(facts.lastNight.empty() ? "status.noNight" : "status.lastNight",
                                 {{"date", facts.lastNight}}) +
           "\n" +
           (facts.lastByHand
                ? session.messages.text("status.lastByHand", {{"time", session.messages.time(*facts.lastByHand)}}) +
                      "\n"
                : "");
  }

  bool json_ = false;
  int limit_ = 20;
};

}  // namespace

std::unique_ptr<Command> makeStatusCommand() {
  return std::make_unique<Status>();
}

}  // namespace balalyk
