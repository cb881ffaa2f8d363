#include "connectors/portal/pages/InformPage.h"

#include <array>

#include "connectors/portal/pages/PageText.h"
#include "pipeline/domain/WrittenDate.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

using web::Response;
using web::ViewData;
using web::Visit;

constexpr const char* kAddress = "/applications/inform";
constexpr int kDue = 190;      // all of them may be chosen: more fields than that no form may have
constexpr int kInformed = 30;  // so that a mistake can be taken back

// The notices that the document came with, in the language of each.
std::vector<ViewData> noticesOf(const std::optional<Document>& document, const Messages& messages) {
  static constexpr std::array<std::pair<const char*, const char*>, 2> kNotices{
      {{"notice-ky.pdf", "notice-ky"}, {"notice-ru.pdf", "notice-ru"}}};
  std::vector<ViewData> notices;
  for (const auto& [file, stem] : kNotices) {
    if (!document) break;
    for (const auto& one : document->files) {
      if (one.name != file) continue;
      ViewData item;
      notices.push_back(
          item.text("stem", stem).text("title", messages.text(std::string("portal.protocol.file.") + stem)));
    }
  }
  return notices;
}

ViewData rowOf(const NoticeDue& notice, const Messages& messages, const Zone& zone) {
  ViewData row;
  row.text("document", notice.documentId).text("application", notice.applicationId);
  row.text("number", notice.number).text("child", notice.child);
  row.text("date", notice.date ? shortDate(*notice.date) : "");
  const bool approved = notice.kind == Kind::voucherApproval;
  row.text("stateClass", approved ? "approved" : "rejected");
  row.text("stateWord",
           messages.text(approved ? "portal.applications.state.approved" : "portal.applications.state.rejected"));
  row.text("published", dayAndTime(notice.publishedAt, zone));
  if (notice.informedAt) row.text("informed", dayAndTime(*notice.informedAt, zone));
  return row;
}

}  // namespace

Response InformPage::show(Visit& visit) const {
  const auto& messages = visit.messages();
  std::vector<ViewData> due, informed;
  for (const auto& commission : visit.permission(Action::sendProtocol).commissions) {
    for (const auto& notice : database_.informing().due(commission, kDue - static_cast<int>(due.size()))) {
      auto row = rowOf(notice, messages, zone_);
      row.list("notices", noticesOf(database_.archive().document(notice.documentId), messages));
      due.push_back(std::move(row));
    }
    for (const auto& notice : database_.informing().informed(commission, kInformed))
      informed.push_back(rowOf(notice, messages, zone_));
  }
  ViewData data;
  visit.withForm(data);
  data.flag("hasDue", !due.empty());
  data.list("due", std::move(due));
  data.flag("hasInformed", !informed.empty());
  data.list("given", std::move(informed));
  data.flag("isMarked", visit.request().query.has("marked"));
  data.flag("nothingChosen", visit.request().query.has("none"));
  return visit.page("applications-inform", messages.text("portal.inform.title"), std::move(data));
}

Response InformPage::mark(Visit& visit) const {
  const auto ids = visit.request().form.fields.all("document");
  int marked = 0;
  for (const auto& commission : visit.permission(Action::sendProtocol).commissions)
    marked += database_.informing().markInformed(commission, ids, visit.visitor()->account.id);
  return Response::redirect(std::string(kAddress) + (marked > 0 ? "?marked=1" : "?none=1"));
}

Response InformPage::takeBack(Visit& visit) const {
  const auto ids = visit.request().form.fields.all("document");
  for (const auto& commission : visit.permission(Action::sendProtocol).commissions)
    database_.informing().takeBack(commission, ids, visit.visitor()->account.id);
  return Response::redirect(kAddress);
}

}  // namespace balalyk
