#include "jobs/output/NightOutput.h"

#include <algorithm>
#include <numeric>

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "connectors/texts/TextWidth.h"
#include "jobs/output/DocumentOutput.h"
#include "jobs/output/ProblemCountOutput.h"
#include "jobs/output/Progress.h"
#include "jobs/output/Table.h"
#include "jobs/text/DispositionWord.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

constexpr std::size_t kFailuresShown = 20;

template <typename Map>
std::int64_t sum(const Map& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0},
                         [](std::int64_t total, const auto& entry) { return total + entry.second; });
}

std::string kindWord(const Messages& messages, Kind kind) {
  return messages.text("kind." + std::string(toString(kind)));
}

std::string stageTable(const NightReport& report, const Messages& messages, std::size_t width) {
  using A = Table::Align;
  Table table({messages.text("column.stage"), messages.text("column.done"), messages.text("column.failed"),
               messages.text("column.mean"), messages.text("column.longest")},
              {A::left, A::right, A::right, A::right, A::right});
  for (const auto& [stage, figures] : report.stages) {
    const double mean =
        figures.done > 0 ? static_cast<double>(figures.total.count()) / 1000.0 / static_cast<double>(figures.done) : 0;
    const auto milliseconds = [&](double value) {
      return messages.text("duration.milliseconds", {{"ms", messages.decimal(value, 1)}});
    };
    table.add({messages.text("stage." + std::string(toString(stage))), messages.number(figures.done),
               messages.number(figures.failed), milliseconds(mean),
               milliseconds(static_cast<double>(figures.longest.count()) / 1000.0)});
  }
  return table.empty() ? "" : "\n" + table.text(width);
}

// "  №12/34  voucher approval  3f2a…: what, what to do".
void addFailure(std::string& text, const Messages& messages, const std::string& id, const std::string& number,
                Kind kind, const Problem& problem, Disposition disposition) {
  const auto reported = describe(messages, problem);
  text +=
      "  " +
      messages.text("night.failure", {{"kind", kindWord(messages, kind)}, {"number", printable(number)}, {"id", id}}) +
      "\n      " + reported.what + "\n";
  if (!reported.remedy.empty()) text += "      " + reported.remedy + "\n";
  if (const auto then = whatThen(messages, disposition, id); !then.empty()) text += "      " + then + "\n";
}

// What documents wait for is not a fault of theirs: each reason once, with how many wait for it.
std::vector<std::pair<Problem, std::int64_t>> waitsOf(const NightReport& report) {
  std::vector<std::pair<Problem, std::int64_t>> waits;
  for (const auto& failure : report.failures) {
    if (failure.disposition != Disposition::wait) continue;
    const auto known = std::ranges::find(waits, failure.problem, &std::pair<Problem, std::int64_t>::first);
    known == waits.end() ? void(waits.emplace_back(failure.problem, 1)) : void(++known->second);
  }
  return waits;
}

std::string failures(const NightReport& report, const Messages& messages) {
  std::string text;
  std::size_t shown = 0;
  for (const auto& problem : report.troubles)
    if (shown++ < kFailuresShown) text += "  " + describe(messages, problem).what + "\n";
  for (const auto& finding : report.take.findings)
    for (const auto& problem : finding.problems)
      if (shown++ < kFailuresShown)
        addFailure(text, messages, finding.documentId, "", finding.kind, problem, Disposition::returned);
  for (const auto& [problem, count] : waitsOf(report)) {
    const auto words = describe(messages, problem);
    text += "  " + messages.text("night.waits", {{"count", std::to_string(count)}}) + "\n      " + words.what + "\n";
    if (!words.remedy.empty()) text += "      " + words.remedy + "\n";
  }
  for (const auto& failure : report.failures)
    if (failure.disposition != Disposition::wait && shown++ < kFailuresShown)
      addFailure(text, messages, failure.documentId, failure.number, failure.kind, failure.problem,
                 failure.disposition);
  if (shown > kFailuresShown)
    text += "  " + messages.text("night.moreFailures", {{"count", std::to_string(shown - kFailuresShown)}}) + "\n";
  return text.empty() ? text : "\n" + messages.text("night.failures") + "\n" + text;
}

void writeFigures(signing::JsonWriter& json, const NightReport& report) {
  json.key("stages").beginObject();
  json.key("take").beginObject().member("milliseconds", static_cast<double>(report.takeTook.count()) / 1000.0);
  json.endObject();
  for (const auto& [stage, figures] : report.stages) {
    json.key(toString(stage))
        .beginObject()
        .member("done", figures.done)
        .member("failed", figures.failed)
        .member("lost", figures.lost)
        .member("milliseconds", static_cast<double>(figures.total.count()) / 1000.0)
        .member("longestMilliseconds", static_cast<double>(figures.longest.count()) / 1000.0)
        .endObject();
  }
  json.endObject();
}

template <typename Map>
void writeByKind(signing::JsonWriter& json, std::string_view name, const Map& counts) {
  json.key(name).beginObject();
  for (const auto& [kind, count] : counts) json.member(toString(kind), count);
  json.endObject();
}

void writeFailures(signing::JsonWriter& json, const NightReport& report, const Messages& messages) {
  json.key("failures").beginArray();
  for (const auto& finding : report.take.findings)
    for (const auto& problem : finding.problems) {
      json.beginObject().member("document", finding.documentId).member("kind", toString(finding.kind));
      json.member("stage", "take").key("problem");
      writeJson(json, problem, messages);
      json.endObject();
    }
  for (const auto& failure : report.failures) {
    json.beginObject().member("document", failure.documentId).member("kind", toString(failure.kind));
    json.member("number", failure.number).member("stage", toString(failure.stage));
    json.member("disposition", toString(failure.disposition)).key("problem");
    writeJson(json, failure.problem, messages);
    json.endObject();
  }
  json.endArray();
}

}  // namespace

std::string nightSummary(const NightReport& report, const Messages& messages, std::size_t width) {
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(report.ended - report.begun);
  std::string text = messages.text(report.stopped     ? "night.stopped"
                                   : report.allDone() ? "night.done"
                                                      : "night.doneWithFailures",
                                   {{"time", writeDuration(messages, took)}}) +
                     "\n";
  const auto line = [&](const char* key, std::int64_t count) {
    if (count > 0) text += "  " + messages.text(key, {{"count", std::to_string(count)}}) + "\n";
  };
  line("night.taken", sum(report.take.taken));
  line("night.unchanged", report.take.unchanged);
  line("night.returned", sum(report.take.returned));
  line("night.withdrawn", sum(report.take.withdrawn));
  line("night.changedAfterSigning", static_cast<std::int64_t>(report.take.changedAfterSigning.size()));
  line("night.goneAfterPublication", static_cast<std::int64_t>(report.take.goneAfterPublication.size()));
  line("night.authorisedByStanding", report.authorisedByStanding);
  line("night.raised", report.raised);
  line("night.published", sum(report.published));
  for (const auto& [kind, count] : report.published)
    text += "      " + kindWord(messages, kind) + ": " + messages.number(count) + "\n";
  text += stageTable(report, messages, width) + levelLines(report.levels, messages);
  for (const auto& [commission, count] : report.waitingForAuthorisation)
    text +=
        "\n" + messages.text("night.waiting", {{"commission", commission}, {"count", std::to_string(count)}}) + "\n";
  for (const auto& [commission, count] : report.waitingForSecretary)
    text += "\n" +
            messages.text("night.waitingForSecretary", {{"commission", commission}, {"count", std::to_string(count)}}) +
            "\n";
  return text + problemCountSection("night.unanswered", report.unanswered, messages) + failures(report, messages);
}

std::string nightJson(const NightReport& report, const Messages& messages) {
  signing::JsonWriter json;
  json.beginObject()
      .member("worker", report.worker)
      .member("begun", utcTime(report.begun))
      .member("ended", utcTime(report.ended))
      .member("milliseconds",
              static_cast<std::int64_t>(
                  std::chrono::duration_cast<std::chrono::milliseconds>(report.ended - report.begun).count()))
      .member("allDone", report.allDone())
      .member("stopped", report.stopped);
  writeByKind(json, "taken", report.take.taken);
  writeByKind(json, "returned", report.take.returned);
  writeByKind(json, "withdrawn", report.take.withdrawn);
  json.member("unchanged", report.take.unchanged);
  json.key("changedAfterSigning").beginArray();
  for (const auto& id : report.take.changedAfterSigning) json.value(id);
  json.endArray().key("goneAfterPublication").beginArray();
  for (const auto& id : report.take.goneAfterPublication) json.value(id);
  json.endArray().member("authorisedByStanding", report.authorisedByStanding);
  writeByKind(json, "published", report.published);
  json.member("raised", report.raised);
  writeLevels(json, report.levels);
  writeFigures(json, report);
  json.key("waitingForAuthorisation").beginObject();
  for (const auto& [commission, count] : report.waitingForAuthorisation) json.member(commission, count);
  json.endObject().key("waitingForSecretary").beginObject();
  for (const auto& [commission, count] : report.waitingForSecretary) json.member(commission, count);
  json.endObject().key("counts").beginArray();
  for (const auto& count : report.counts) {
    json.beginObject().member("state", toString(count.state)).member("kind", toString(count.kind));
    json.member("count", count.count).endObject();
  }
  json.endArray();
  writeFailures(json, report, messages);
  json.key("troubles").beginArray();
  for (const auto& problem : report.troubles) writeJson(json, problem, messages);
  json.endArray();
  writeProblemCounts(json, "unanswered", report.unanswered, messages);
  return json.endObject().text() + "\n";
}

}  // namespace balalyk
