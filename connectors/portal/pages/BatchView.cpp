#include "connectors/portal/pages/BatchView.h"

#include <algorithm>
#include <array>

#include "connectors/portal/pages/PageText.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/domain/WrittenDate.h"

namespace balalyk {
namespace {

using web::ViewData;

constexpr std::size_t kRows = 200;

std::string reasonOf(const BatchDocument& entry, ReceiptOutcome outcome, const Messages& messages) {
  if (outcome == ReceiptOutcome::signed_) return {};
  const auto& document = entry.document;
  const auto written = [&](const Problem& problem) {
    const auto text = describeOnPage(messages, problem);
    return text.what + (text.remedy.empty() ? "" : " " + text.remedy);
  };
  if (entry.problem) return written(*entry.problem);
  if (outcome == ReceiptOutcome::waiting && document.problems.empty()) return {};
  if (!document.problems.empty()) return written(document.problems.front());
  if (!document.reason.empty() && document.state == State::returned)
    return messages.text("portal.batch.reason.returned", {{"reason", document.reason}});
  return messages.text("portal.batch.reason.state",
                       {{"state", messages.text(std::string("state.") + toString(document.state))}});
}

// Since it was shown: another content, recalled or returned. What the batch itself moved is not.
bool changedSince(const ShownBatch& shown, const BatchDocument& entry) {
  if (shown.batch.authorised) return false;
  const auto& document = entry.document;
  return document.contentDigest != entry.contentDigest ||
         (document.state != State::sent && document.state != State::authorised);
}

ViewData rowOf(const ShownBatch& shown, const BatchDocument& entry, const Messages& messages) {
  const auto& document = entry.document;
  const auto outcome = outcomeOf(shown.batch, entry);
  ViewData row;
  row.text("document", document.id).text("number", document.number).text("subject", document.subject);
  row.text("date", document.date ? shortDate(*document.date) : "");
  row.text("kind", messages.text(std::string("kind.") + toString(document.kind)));
  row.flag("unopened", shown.unopened.contains(document.id)).flag("changed", changedSince(shown, entry));
  row.flag("hasFlags", !document.flags.empty());
  if (!document.flags.empty()) row.text("flags", describeOnPage(messages, document.flags.front()).what);
  const auto reason = reasonOf(entry, outcome, messages);
  return row.flag("hasWhy", !reason.empty()).text("why", reason);
}

const std::array kOrder{ReceiptOutcome::failed, ReceiptOutcome::skipped, ReceiptOutcome::waiting,
                        ReceiptOutcome::signed_};

// What needs a look first, then what is done; a part of it at a time.
std::vector<ViewData> groupsOf(const BatchPage& page, const Messages& messages) {
  const auto& shown = page.shown;
  const auto first = static_cast<std::size_t>(page.number - 1) * kRows;
  std::size_t at = 0;
  std::vector<ViewData> groups;
  for (const auto outcome : kOrder) {
    std::vector<ViewData> rows;
    for (const auto& entry : shown.documents) {
      if (outcomeOf(shown.batch, entry) != outcome) continue;
      if (at >= first && at < first + kRows) rows.push_back(rowOf(shown, entry, messages));
      ++at;
    }
    if (rows.empty()) continue;
    ViewData group;
    const bool frozen = !shown.batch.authorised && outcome == ReceiptOutcome::waiting;
    const std::string word = toString(outcome);
    group.text("title", messages.text(frozen ? "portal.batch.list" : "portal.batch.group." + word,
                                      {{"count", std::to_string(shown.count(outcome))}}));
    groups.push_back(group.text("word", word).list("rows", std::move(rows)));
  }
  return groups;
}

void addPager(ViewData& data, const BatchPage& page) {
  const auto pages = static_cast<int>((page.shown.documents.size() + kRows - 1) / kRows);
  std::vector<ViewData> numbers;
  for (int number = 1; number <= pages; ++number) {
    ViewData item;
    numbers.push_back(item.text("number", std::to_string(number)).flag("current", number == page.number));
  }
  data.flag("pager", pages > 1).list("pages", std::move(numbers));
}

}  // namespace

std::string inGroups(const std::string& digest) {
  constexpr std::size_t kGroup = 4;
  std::string groups;
  for (std::size_t at = 0; at < digest.size(); at += kGroup) groups += (at ? " " : "") + digest.substr(at, kGroup);
  return groups;
}

int doneOf(const ShownBatch& shown) {
  return shown.count(ReceiptOutcome::signed_) + shown.count(ReceiptOutcome::failed) +
         shown.count(ReceiptOutcome::skipped);
}

std::string progressOf(const ShownBatch& shown, const Messages& messages) {
  return messages.text("portal.batch.progress",
                       {{"done", std::to_string(doneOf(shown))}, {"count", std::to_string(shown.batch.documents)}});
}

void addRefusal(ViewData& data, const Problem& problem, int triesLeft, const Messages& messages) {
  auto plain = problem;
  plain.params.erase("member");  // who reads it is that member
  const auto text = describeOnPage(messages, plain);
  data.flag("isRefused", true).text("what", text.what).text("why", text.why).text("remedy", text.remedy);
  const bool password = problem.code == "keyPasswordWrong";
  data.flag("hasTries", password);
  if (password) data.text("tries", messages.text("portal.batch.tries", {{"count", std::to_string(triesLeft)}}));
  data.flag("passwordWrong", password || problem.code == "keyPinWrong");
}

ViewData shown(const BatchPage& page, PortalDatabase& database, const Messages& messages) {
  const auto& [batch, documents, standing, unopened] = page.shown;
  ViewData data;
  data.text("batch", batch.id).text("digest", batch.digest).text("digestGroups", inGroups(batch.digest));
  const std::string word = toString(standing);
  data.text("standingClass", word).text("standingWord", messages.text("portal.batch.standing." + word));
  data.text("prepared", dayAndTime(batch.preparedAt, database.zone()));
  data.text("count", messages.text("portal.batch.count", {{"count", std::to_string(batch.documents)}}));
  const bool running = standing == BatchStanding::running;
  const bool finished = standing == BatchStanding::finished;
  const bool hasReceipt = !batch.receiptDigest.empty();
  data.flag("isRunning", running).flag("renews", running).flag("isFinished", finished);
  data.flag("isShown", !batch.authorised && !running).flag("isInterrupted", standing == BatchStanding::interrupted);
  data.flag("hasReceipt", hasReceipt).flag("lacksReceipt", finished && !hasReceipt);
  data.flag("canConfirm", !running && !(finished && hasReceipt));
  data.text("all", std::to_string(batch.documents)).text("done", std::to_string(doneOf(page.shown)));
  data.text("progress", progressOf(page.shown, messages));
  for (const auto outcome : kOrder) {
    const std::string name = toString(outcome);
    data.text(name, messages.number(page.shown.count(outcome)));
  }
  const bool allSigned = finished && page.shown.count(ReceiptOutcome::signed_) == batch.documents;
  data.flag("allSigned", allSigned).flag("someNot", finished && !allSigned);
  const bool open = !batch.authorised && !running;
  const auto changed =
      std::ranges::count_if(documents, [&](const auto& entry) { return open && changedSince(page.shown, entry); });
  data.flag("hasChanged", changed > 0);
  data.text("changedWords", messages.text("portal.batch.changed", {{"count", std::to_string(changed)}}));
  data.flag("hasUnopened", open && !unopened.empty());
  data.text("unopenedWords", messages.text("portal.batch.unopened", {{"count", std::to_string(unopened.size())}}));
  data.list("groups", groupsOf(page, messages));
  addPager(data, page);
  const auto& problem = page.refused ? page.refused : batch.problem;
  if (problem && !running && !finished)
    addRefusal(data, *problem, page.triesLeft, messages);
  else
    data.flag("isRefused", false);
  return data;
}

}  // namespace balalyk
