#include "connectors/portal/pages/ArchiveExportsPage.h"

#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/ports/ArchiveExports.h"
#include "pipeline/ports/ArchiveSearch.h"
#include "pipeline/ports/DocumentStore.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

using web::Response;
using web::ViewData;
using web::Visit;

constexpr int kShown = 30;

const char* classOf(ExportState state) {
  switch (state) {
    case ExportState::waiting:
      return "work";
    case ExportState::ready:
      return "approved";
    case ExportState::failed:
      return "problem";
    case ExportState::removed:
      return "superseded";
  }
  return "";
}

}  // namespace

Response ArchiveExportsPage::list(Visit& visit) const {
  const auto& messages = visit.messages();
  std::vector<ViewData> rows;
  bool waiting = false;
  for (const auto& one : database_.archiveExports().of(visit.visitor()->account.id, kShown)) {
    ViewData row;
    row.text("id", one.id).text("ordered", dayAndTime(one.orderedAt, zone_));
    row.text("kind", messages.text(std::string("portal.archive.exports.kind.") + toString(one.kind)));
    row.text("documents", messages.number(one.documents)).text("stateClass", classOf(one.state));
    row.text("stateWord", messages.text(std::string("portal.archive.exports.state.") + toString(one.state)));
    row.flag("ready", one.state == ExportState::ready);
    row.text("size", messages.decimal(static_cast<double>(one.size) / 1e6, 1));
    row.text("digest", one.manifestDigest).flag("hasDigest", !one.manifestDigest.empty()).flag("stamped", one.stamped);
    row.text("until", one.readyAt ? dayAndTime(*one.readyAt + std::chrono::days(rules_.exportDays), zone_) : "");
    const bool trouble = !one.problems.empty() && one.state != ExportState::removed;
    row.flag("hasProblem", trouble);
    if (trouble) {
      const auto text = describeOnPage(messages, one.problems.front());
      row.text("problem", text.what).text("remedy", one.state == ExportState::failed ? text.remedy : "");
    }
    waiting = waiting || one.state == ExportState::waiting;
    rows.push_back(std::move(row));
  }
  ViewData data;
  data.flag("hasRows", !rows.empty()).flag("waits", waiting);
  data.list("rows", std::move(rows));
  data.flag("isOrdered", visit.request().query.has("ordered"));
  data.text("days", messages.text("portal.archive.exports.days", {{"days", std::to_string(rules_.exportDays)}}));
  return visit.page("archive-exports", messages.text("portal.archive.exports.title"), std::move(data));
}

// Whoever lost the right to see one of the documents since gets the file no more.
Response ArchiveExportsPage::file(Visit& visit) const {
  auto& exports = database_.archiveExports();
  const auto one = exports.find(visit.parameter("id"), visit.visitor()->account.id);
  if (!one || one->state != ExportState::ready) web::pageNotFound();
  const auto ids = exports.documentsOf(one->id);
  const auto permitted = database_.archiveSearch().these(ids, visit.permission(Action::exportArchive));
  if (permitted.size() != ids.size()) web::pageNotFound();
  auto bytes = store_.get(one->digest);
  if (!bytes) web::pageNotFound();
  return Response::download("application/zip", std::move(*bytes),
                            std::string("balalyk-") + toString(one->kind) + "-" + one->id + ".zip");
}

}  // namespace balalyk
