#include "connectors/portal/pages/ArchiveCarePage.h"

#include "connectors/portal/pages/ArchiveHistory.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/ports/ArchiveSearch.h"
#include "pipeline/ports/FixityLog.h"
#include "pipeline/ports/PortalDatabase.h"
#include "pipeline/ports/Retention.h"

namespace balalyk {
namespace {

using web::Response;
using web::ViewData;
using web::Visit;

constexpr int kShown = 100;

}  // namespace

void ArchiveCarePage::addFixity(ViewData& data, const Messages& messages) const {
  auto& fixity = database_.fixity();
  const auto last = fixity.last(), ended = fixity.lastEnded();
  data.flag("hasResult", ended.has_value()).flag("neverBegun", !last);
  data.flag("isRunning", last && !last->endedAt);
  if (last && !last->endedAt)
    data.text("running", messages.text("portal.archive.care.running", {{"at", dayAndTime(last->begunAt, zone_)},
                                                                       {"files", std::to_string(last->files)}}));
  std::vector<ViewData> findings;
  for (const auto* run : {last && !last->endedAt ? &*last : nullptr, ended ? &*ended : nullptr}) {
    if (!run) continue;
    for (const auto& finding : fixity.findings(run->id, kShown)) {
      ViewData item;
      item.flag("ofDocument", !finding.documentId.empty());
      item.text("id", finding.documentId).text("found", dayAndTime(finding.foundAt, zone_));
      findings.push_back(item.text("what", describeOnPage(messages, finding.problem).what));
    }
  }
  data.flag("hasFindings", !findings.empty());
  data.list("findings", std::move(findings));
  if (!ended) return;
  const bool whole = ended->damaged + ended->missing == 0;
  data.flag("isWhole", whole);
  data.text("result", messages.text(whole ? "portal.archive.care.whole" : "portal.archive.care.notWhole",
                                    {{"at", dayAndTime(*ended->endedAt, zone_)},
                                     {"files", std::to_string(ended->files)},
                                     {"damaged", std::to_string(ended->damaged)},
                                     {"missing", std::to_string(ended->missing)}}));
}

Response ArchiveCarePage::show(Visit& visit) const {
  const auto& messages = visit.messages();
  ViewData data;
  addFixity(data, messages);
  std::vector<ViewData> due, holds, rules;
  for (const auto& one : database_.retention().due(rules_.retention, kShown)) {
    ViewData item;
    item.text("id", one.document.id).text("number", one.document.number);
    item.text("kind", messages.text(std::string("kind.") + toString(one.document.kind)));
    item.text("commission", one.document.commissionName).text("until", shortDate(one.keptUntil));
    due.push_back(item.flag("held", one.held));
  }
  for (const auto& hold : database_.retention().holds(visit.permission(Action::keepArchive), kShown)) {
    const auto document = database_.archive().document(hold.documentId);
    ViewData item;
    item.text("id", hold.documentId).text("number", document ? document->number : "").text("reason", hold.reason);
    item.text("by", actorText(hold.accountId, nullptr, database_, messages));
    holds.push_back(item.text("since", dayAndTime(hold.setAt, zone_)));
  }
  std::vector<ViewData> removed;
  for (const auto& tombstone : database_.retention().tombstones(visit.permission(Action::keepArchive), kShown)) {
    ViewData item;
    item.text("number", tombstone.number).text("date", tombstone.date ? shortDate(*tombstone.date) : "");
    item.text("kind", messages.text(std::string("kind.") + toString(tombstone.kind)));
    item.text("digest", tombstone.containerDigest).text("reason", tombstone.reason);
    item.text("by", actorText(tombstone.actor, nullptr, database_, messages));
    removed.push_back(item.text("at", dayAndTime(tombstone.removedAt, zone_)));
  }
  data.flag("hasRemoved", !removed.empty());
  data.list("removed", std::move(removed));
  for (const auto& [kind, years] : rules_.retention) {
    ViewData item;
    item.text("kind", messages.text(std::string("kind.") + toString(kind)));
    rules.push_back(item.text("years", messages.text("portal.archive.kept.years", {{"years", std::to_string(years)}})));
  }
  data.flag("hasDue", !due.empty()).flag("hasHolds", !holds.empty()).flag("hasRules", !rules.empty());
  data.list("due", std::move(due)).list("holds", std::move(holds)).list("rules", std::move(rules));
  return visit.page("archive-care", messages.text("portal.archive.care.title"), std::move(data));
}

}  // namespace balalyk
