#include "connectors/portal/pages/ArchiveListPage.h"

#include <algorithm>

#include "connectors/portal/pages/ArchiveAddress.h"
#include "connectors/portal/web/HttpError.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/ports/ArchiveExports.h"
#include "pipeline/ports/ArchiveSearch.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

using web::Response;
using web::ViewData;
using web::Visit;

constexpr int kRows = 50;
constexpr const char* kView = "archive";

std::vector<ViewData> rowsOf(const std::vector<Document>& documents, const Messages& messages) {
  std::vector<ViewData> rows;
  for (const auto& document : documents) {
    ViewData row;
    const std::string state = toString(document.state);
    row.text("id", document.id).text("number", document.number).text("subject", document.subject);
    row.text("date", document.date ? shortDate(*document.date) : "").text("commission", document.commissionName);
    row.text("kind", messages.text(std::string("kind.") + toString(document.kind))).text("level", document.level);
    row.text("stateClass", state).text("stateWord", messages.text("state." + state));
    row.flag("isLater", document.revision > 1);
    row.text("revision", messages.text("portal.archive.revision", {{"revision", std::to_string(document.revision)}}));
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

Response ArchiveListPage::list(Visit& visit) const {
  const auto address = archiveAddressOf(visit.request().query);
  const auto by = visit.permission(Action::viewArchive);
  const auto page = database_.archiveSearch().list(address.filter, by, address.after, kRows);
  ViewData data;
  data.flag("searched", false).text("term", "");
  data.flag("more", !page.next.empty());
  data.flag("pager", !address.after.empty() || !page.next.empty());
  data.flag("hasFirst", !address.after.empty()).text("first", archiveQuery({address.filter, ""}));
  data.flag("hasNext", !page.next.empty()).text("next", archiveQuery({address.filter, page.next}));
  const auto count = std::to_string(page.rows.size());
  data.text("caption", visit.messages().text("portal.archive.caption", {{"count", count}}));
  data.flag("nothingChosen", visit.request().query.has("none")).flag("tooMany", visit.request().query.has("many"));
  return found(visit, std::move(data), page.rows, address.filter);
}

Response ArchiveListPage::search(Visit& visit) const {
  const auto filter = archiveAddressOf(visit.request().form.fields).filter;
  const auto term = visit.field("term");
  const auto result = database_.archiveSearch().search(term, filter, visit.permission(Action::viewArchive), kRows);
  ViewData data;
  data.flag("searched", true).text("term", term).flag("more", result.more);
  for (const auto* none : {"pager", "nothingChosen", "tooMany"}) data.flag(none, false);
  const auto count = std::to_string(result.rows.size());
  const auto* words = result.more ? "portal.archive.search.more" : "portal.archive.search.found";
  data.text("found", visit.messages().text(words, {{"count", count}}));
  data.text("caption", visit.messages().text("portal.archive.caption", {{"count", count}}));
  return found(visit, std::move(data), result.rows, filter);
}

Response ArchiveListPage::found(Visit& visit, ViewData data, const std::vector<Document>& rows,
                                const ArchiveFilter& filter) const {
  const auto& messages = visit.messages();
  visit.withForm(data);
  addArchiveFilter(data, filter, database_.memberBook().commissions(visit.permission(Action::viewArchive)), messages);
  data.flag("hasRows", !rows.empty()).flag("empty", rows.empty());
  data.list("rows", rowsOf(rows, messages));
  const auto limit = std::to_string(rules_.exportLimit);
  data.text("limit", limit).text("allText", messages.text("portal.archive.export.all", {{"limit", limit}}));
  data.text("tooManyText", messages.text("portal.archive.export.tooMany", {{"limit", limit}}));
  data.flag("keeps", !visit.permission(Action::keepArchive).none());
  return visit.page(kView, messages.text("portal.archive.title"), std::move(data));
}

// One more than the limit, where there are more.
std::vector<std::string> ArchiveListPage::wanted(const Visit& visit) const {
  const auto by = visit.permission(Action::exportArchive);
  const auto& fields = visit.request().form.fields;
  std::vector<Document> documents;
  if (visit.field("scope") == "all") {
    const auto filter = archiveAddressOf(fields).filter;
    const auto term = visit.field("term");
    const int most = rules_.exportLimit + 1;
    documents = term.empty() ? database_.archiveSearch().list(filter, by, "", most).rows
                             : database_.archiveSearch().search(term, filter, by, most).rows;
  } else {
    documents = database_.archiveSearch().these(fields.all("document"), by);
  }
  std::vector<std::string> ids;
  for (const auto& document : documents) ids.push_back(document.id);
  return ids;
}

Response ArchiveListPage::order(Visit& visit) const {
  const auto kind = exportKindFrom(visit.field("kind-of-file"));
  if (!kind) web::refuseRequest("the kind of an export");
  const auto ids = wanted(visit);
  const auto back = archiveQuery({archiveAddressOf(visit.request().form.fields).filter, ""});
  const auto flagged = [&](const char* flag) {
    return Response::redirect("/archive" + back + (back.empty() ? "?" : "&") + flag);
  };
  if (ids.empty()) return flagged("none=1");
  if (static_cast<int>(ids.size()) > rules_.exportLimit) return flagged("many=1");
  database_.archiveExports().order(visit.visitor()->account.id, *kind, ids, visit.formId());
  return Response::redirect("/archive/exports?ordered=1");
}

}  // namespace balalyk
