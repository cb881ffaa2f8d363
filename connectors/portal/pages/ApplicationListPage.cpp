#include "connectors/portal/pages/ApplicationListPage.h"

#include <algorithm>

#include "connectors/portal/pages/ApplicationAddress.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/PlainText.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

using web::Response;
using web::ViewData;
using web::Visit;

constexpr int kRows = 50;
constexpr int kFound = 50;
constexpr const char* kView = "applications";
constexpr const char* kTitle = "portal.applications.title";

// What has to be corrected, in one line of the list.
std::string whyOf(const ProtocolStanding& protocol, const Messages& messages) {
  if (!protocol.reason.empty() && protocol.state == State::returned)
    return messages.text("portal.applications.why.chairperson", {{"reason", protocol.reason}});
  if (protocol.problems.empty() || protocol.state == State::published) return {};
  auto why = describeOnPage(messages, protocol.problems.front()).what;
  if (protocol.problems.size() > 1)
    why +=
        " " + messages.text("portal.applications.why.more", {{"count", std::to_string(protocol.problems.size() - 1)}});
  return why;
}

std::string stateClass(const ApplicationRow& row) {
  return row.state == ApplicationState::waiting && row.inWork ? "work" : toString(row.state);
}

std::vector<ViewData> rowsOf(const std::vector<ApplicationRow>& found, const Messages& messages, const Zone& zone) {
  const auto language = recordLanguage(messages);
  std::vector<ViewData> rows;
  for (const auto& row : found) {
    ViewData data;
    data.text("id", row.id).text("child", row.child.full());
    data.text("received", row.receivedAt ? dayAndTime(*row.receivedAt, zone) : "");
    std::string benefits;
    for (const auto& benefit : row.benefits) benefits += (benefits.empty() ? "" : "; ") + benefit.name.in(language);
    data.text("benefit", benefits);
    const auto state = stateClass(row);
    data.text("stateClass", state).text("stateWord", messages.text("portal.applications.state." + state));
    data.flag("hasDocument", row.protocol.has_value()).flag("hasWhy", false);
    if (row.protocol) {
      const std::string word = toString(row.protocol->state);
      const auto why = whyOf(*row.protocol, messages);
      data.text("documentClass", word).text("documentWord", messages.text("state." + word));
      data.flag("hasWhy", !why.empty()).text("why", why);
    }
    rows.push_back(std::move(data));
  }
  return rows;
}

// An account may be secretary of several commissions; the address says which of them, else it is the first.
std::string commissionOf(const Visit& visit, const std::string& wanted) {
  const auto permission = visit.permission(Action::listApplications);
  if (permission.ofCommission(wanted) && !wanted.empty()) return wanted;
  if (permission.commissions.empty()) throw web::HttpError(403, {"accessDenied", {}});
  return permission.commissions.front();
}

std::string regionName(const std::string& region, const Messages& messages) {
  const auto key = "portal.region." + region;
  return messages.has(key) ? messages.text(key) : messages.text("portal.region.other", {{"code", region}});
}

}  // namespace

Response ApplicationListPage::list(Visit& visit) const {
  const auto& messages = visit.messages();
  const auto query = applicationAddressOf(visit.request().query);
  const auto commissionId = commissionOf(visit, query.commission);
  const auto page = database_.applications().list({.commissionId = commissionId,
                                                   .filter = query.filter,
                                                   .order = query.order,
                                                   .after = query.after,
                                                   .limit = kRows});
  ViewData data;
  visit.withForm(data);
  data.flag("searched", false).text("term", "");
  addFilter(data, query, page.counts, page.categories, messages);

  const auto& commission = page.commission;
  std::vector<ViewData> quotas;
  const auto year = static_cast<int>(clock_.today(database_).year());
  for (const auto& quota : database_.vouchers().quotas(commission ? commission->soate : std::string(), year)) {
    ViewData item;
    item.text("region", regionName(quota.region, messages)).text("whole", std::to_string(quota.whole));
    item.text("taken", std::to_string(std::min(quota.taken, quota.whole)));
    quotas.push_back(
        item.text("words", messages.text("portal.applications.quota", {{"free", messages.number(quota.free())},
                                                                       {"whole", messages.number(quota.whole)},
                                                                       {"year", std::to_string(year)}})));
  }
  data.flag("hasQuotas", !quotas.empty());
  data.list("quotas", std::move(quotas));
  const auto language = recordLanguage(messages);
  data.text("commission", commission ? commission->name.in(language) : "");
  std::vector<ViewData> others;
  for (const auto& id : visit.permission(Action::listApplications).commissions) {
    if (id == commissionId) continue;
    const auto other = database_.applications().commission(id);
    ViewData item;
    item.text("query", "?commission=" + web::queryValue(id));
    others.push_back(item.text("name", other ? other->name.in(language) : id));
  }
  data.flag("hasOtherCommissions", !others.empty());
  data.list("otherCommissions", std::move(others));
  data.flag("hasDraftsToSend", page.drafted > 0);
  data.text("draftsToSend",
            messages.text("portal.applications.draftsToSend", {{"count", std::to_string(page.drafted)}}));
  data.flag("hasToInform", page.toInform > 0);
  data.text("toInform", messages.text("portal.applications.toInform", {{"count", std::to_string(page.toInform)}}));
  data.flag("hasReturned", page.returned > 0);
  data.text("returned", messages.text("portal.applications.returned", {{"count", std::to_string(page.returned)}}));

  data.flag("hasRows", !page.rows.empty()).flag("empty", page.rows.empty());
  data.list("rows", rowsOf(page.rows, messages, zone_));
  data.text("caption", messages.text("portal.applications.caption", {{"count", std::to_string(page.rows.size())}}));
  const bool none = page.counts.all() == 0 && !query.narrows();
  data.text("emptyWhat", messages.text(none ? "portal.applications.empty.none" : "portal.applications.empty.filtered"));
  data.text("emptyDo",
            messages.text(none ? "portal.applications.empty.none.do" : "portal.applications.empty.filtered.do"));
  data.flag("pager", !query.after.empty() || !page.next.empty());
  data.flag("hasFirst", !query.after.empty()).text("first", addressQuery(query.withAfter("")));
  data.flag("hasNext", !page.next.empty()).text("next", addressQuery(query.withAfter(page.next)));

  std::vector<ViewData> views;
  for (const auto& view : database_.views().list(visit.visitor()->account.id)) {
    ViewData item;
    item.text("id", view.id).text("name", view.name);
    ApplicationAddress of;
    of.filter = view.filter;
    of.order = view.order;
    views.push_back(item.text("query", addressQuery(of)));
  }
  data.flag("hasViews", !views.empty());
  data.list("views", std::move(views));
  data.flag("viewRefused", visit.request().query.has("view"));
  return visit.page(kView, messages.text(kTitle), std::move(data));
}

Response ApplicationListPage::search(Visit& visit) const {
  const auto& messages = visit.messages();
  const auto term = visit.field("term");
  const auto found =
      database_.applications().search(visit.permission(Action::listApplications).commissions, term, kFound);
  ViewData data;
  visit.withForm(data);
  data.flag("searched", true).text("term", term);
  for (const auto* none :
       {"hasQuotas", "hasDraftsToSend", "hasReturned", "hasToInform", "pager", "hasOtherCommissions"})
    data.flag(none, false);
  const auto* words = found.more ? "portal.applications.search.more" : "portal.applications.search.found";
  data.text("found", messages.text(words, {{"count", std::to_string(found.rows.size())}}));
  data.flag("hasRows", !found.rows.empty()).flag("empty", found.rows.empty());
  data.list("rows", rowsOf(found.rows, messages, zone_));
  data.text("caption", messages.text("portal.applications.search.caption"));
  data.text("emptyWhat", messages.text("portal.applications.empty.search"));
  data.text("emptyDo", messages.text("portal.applications.empty.search.do"));
  return visit.page(kView, messages.text(kTitle), std::move(data));
}

Response ApplicationListPage::keepView(Visit& visit) const {
  const auto query = applicationAddressOf(visit.request().form.fields);
  SavedView view{.name = visit.field("name"), .filter = query.filter, .order = query.order};
  const auto back = "/applications" + addressQuery(query);
  // A filter that no address can have is none of the page's.
  if (!web::isLocalPath(back)) return Response::redirect("/applications?view=refused");
  const bool kept = database_.views().keep(visit.visitor()->account.id, view);
  if (kept) return Response::redirect(back);
  return Response::redirect(back + (back.find('?') == std::string::npos ? "?" : "&") + "view=refused");
}

Response ApplicationListPage::removeView(Visit& visit) const {
  database_.views().remove(visit.visitor()->account.id, visit.field("view"));
  return Response::redirect("/applications");
}

}  // namespace balalyk
