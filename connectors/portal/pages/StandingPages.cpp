#include "connectors/portal/pages/StandingPages.h"

#include <algorithm>

#include "connectors/portal/pages/BatchView.h"
#include "connectors/portal/pages/FormErrors.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/pages/SignerProblem.h"
#include "connectors/portal/pages/StandingView.h"
#include "pipeline/actions/KeyHolder.h"
#include "pipeline/casework/ReviewInbox.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/WrittenDate.h"

namespace balalyk {
namespace {

using web::Response;
using web::ViewData;
using web::Visit;

constexpr std::size_t kCovered = 200;

// The commissions that the account chairs, and whom it is there.
std::vector<Grant> chairsOf(const Visit& visit) {
  const auto& account = visit.visitor()->account;
  const auto members = chairpersonsOf(account);
  std::vector<Grant> chairs;
  for (const auto& grant : account.grants)
    if (grant.role == Role::chairperson && std::ranges::find(members, grant.memberId) != members.end())
      chairs.push_back(grant);
  return chairs;
}

}  // namespace

Response StandingPages::list(Visit& visit) const {
  const auto& messages = visit.messages();
  const auto today = database_.today();
  const auto chairs = chairsOf(visit);
  std::vector<ViewData> rows;
  for (const auto& chair : chairs) {
    auto all = database_.authorisations().list(chair.place);
    std::ranges::stable_sort(all, std::greater(), &Authorisation::recordedAt);
    for (const auto& one : all)
      if (one.standing && one.chairpersonId == chair.memberId)
        rows.push_back(balalyk::shown(one, today, zone_, messages));
  }
  ViewData data;
  data.list("rows", "hasRows", std::move(rows));
  return visit.page("standing", messages.text("portal.standing.title"), std::move(data));
}

StandingOrder StandingPages::orderOf(const Visit& visit, const Typed& typed, std::vector<Problem>& problems) const {
  const auto chairs = chairsOf(visit);
  const auto chair = std::ranges::find(chairs, typed.commissionId, &Grant::place);
  if (chair == chairs.end()) web::pageNotFound();
  StandingOrder order{.memberId = chair->memberId, .commissionId = chair->place, .kinds = {}};
  for (const auto kind : allKinds())
    if (std::ranges::find(typed.kinds, toString(kind)) != typed.kinds.end()) order.kinds.push_back(kind);
  if (order.kinds.empty()) problems.push_back({"standingKindsMissing", {}});
  const auto from = dateFromIso(typed.from), to = dateFromIso(typed.to);
  if (!from || !to)
    problems.push_back({"standingDaysMissing", {}});
  else if (*to < *from || *to < database_.today())
    problems.push_back({"standingDaysWrong", {}});
  order.from = from.value_or(Date());
  order.to = to.value_or(Date());
  return order;
}

Response StandingPages::form(Visit& visit) const {
  const auto& query = visit.request().query;
  const auto chairs = chairsOf(visit);
  if (chairs.empty()) web::pageNotFound();
  Typed typed{.commissionId = query.first("commission"),
              .kinds = query.all("kind"),
              .from = query.first("from"),
              .to = query.first("to")};
  if (typed.commissionId.empty()) typed.commissionId = chairs.front().place;
  const bool look = query.has("look");
  if (!look && typed.from.empty()) typed.from = isoDate(database_.today());
  return formPage(visit, typed, look, std::nullopt, 200);
}

Response StandingPages::formPage(Visit& visit, const Typed& typed, bool look, const std::optional<Problem>& refused,
                                 int status) const {
  const auto& messages = visit.messages();
  std::vector<Problem> problems;
  const auto order = orderOf(visit, typed, problems);
  ViewData data;
  visit.withForm(data);
  data.text("commissionId", order.commissionId).text("from", typed.from).text("to", typed.to);
  auto commissions = commissionChoices(chairsOf(visit), order.commissionId, database_, messages);
  data.flag("severalCommissions", commissions.size() > 1);
  data.list("commissions", std::move(commissions));
  data.text("commissionName", nameOf(order.commissionId, database_, messages));
  data.list("kindChoices", kindChoices(order.kinds, messages));
  FormErrors errors(messages);
  if (look)
    for (const auto& problem : problems) errors.add(problem, problem.code == "standingKindsMissing" ? "kinds" : "to");
  errors.into(data, "portal.standing.errors");
  const bool shows = look && problems.empty();
  data.flag("isShown", shows);
  data.text("kinds", kindsIn(order.kinds, messages));
  if (shows)
    data.text("statement", messages.text("portal.standing.statement", {{"kinds", kindsIn(order.kinds, messages)},
                                                                       {"from", shortDate(order.from)},
                                                                       {"to", shortDate(order.to)}}));
  data.list("chosenKinds", wordsOf(order.kinds));
  data.flag("isRefused", false).flag("passwordWrong", false);
  if (refused) addRefusal(data, *refused, database_.signIn().left(KeyHolder::attemptAt(order.memberId)), messages);
  return visit.page("standing-new", messages.text("portal.standing.new.title"), std::move(data), status);
}

Response StandingPages::grant(Visit& visit) const {
  const auto& fields = visit.request().form.fields;
  const Typed typed{.commissionId = fields.first("commission"),
                    .kinds = fields.all("kind"),
                    .from = fields.first("from"),
                    .to = fields.first("to")};
  std::vector<Problem> problems;
  const auto order = orderOf(visit, typed, problems);
  auto password = visit.secret("password");
  if (!problems.empty()) return formPage(visit, typed, true, std::nullopt, web::kUnprocessable);
  if (password.empty()) return formPage(visit, typed, true, Problem{"keyPasswordEmpty", {}}, web::kUnprocessable);
  try {
    return Response::redirect("/inbox/standing/" + signer_.grant(order, std::move(password)));
  } catch (const Error& error) {
    if (!isOfSigner(error)) throw;
    // Whether it was recorded the list says.
    if (error.problem().code == "signerLost") return Response::redirect("/inbox/standing");
    return formPage(visit, typed, true, error.problem(), web::kUnprocessable);
  }
}

Authorisation StandingPages::found(const Visit& visit) const {
  auto standing = database_.authorisations().authorisation(visit.parameter("standing"));
  const auto own = chairpersonsOf(visit.visitor()->account);
  if (!standing || !standing->standing || std::ranges::find(own, standing->chairpersonId) == own.end())
    web::pageNotFound();
  return *std::move(standing);
}

Response StandingPages::show(Visit& visit) const {
  return page(visit, found(visit), std::nullopt, 200);
}

Response StandingPages::page(Visit& visit, const Authorisation& standing, const std::optional<Problem>& refused,
                             int status) const {
  const auto& messages = visit.messages();
  const auto& account = visit.visitor()->account;
  auto data = balalyk::shown(standing, database_.today(), zone_, messages);
  visit.withForm(data);
  std::vector<std::string> ids;
  for (const auto& content : database_.authorisations().covered(standing.id)) ids.push_back(content.documentId);
  data.text("coveredTitle", messages.text("portal.standing.covered", {{"count", std::to_string(ids.size())}}));
  // Their ids begin with the time: the latest.
  std::ranges::sort(ids, std::greater());
  data.flag("hasMore", ids.size() > kCovered);
  data.text("more", messages.text("portal.standing.covered.more", {{"count", std::to_string(kCovered)}}));
  if (ids.size() > kCovered) ids.resize(kCovered);
  auto covered = database_.inbox().these(ids, chairpersonsOf(account), account.id);
  std::ranges::sort(covered, std::greater(), [](const InboxRow& row) { return row.document.id; });
  data.flag("hasRows", !covered.empty()).list("rows", rowsOf(covered, messages));
  data.flag("isRefused", false).flag("passwordWrong", false);
  if (refused)
    addRefusal(data, *refused, database_.signIn().left(KeyHolder::attemptAt(standing.chairpersonId)), messages);
  return visit.page("standing-one", messages.text("portal.standing.one.title"), std::move(data), status);
}

Response StandingPages::revoke(Visit& visit) const {
  const auto standing = found(visit);
  auto password = visit.secret("password");
  if (password.empty()) return page(visit, standing, Problem{"keyPasswordEmpty", {}}, web::kUnprocessable);
  try {
    signer_.revoke(standing.id, standing.chairpersonId, std::move(password));
  } catch (const Error& error) {
    if (!isOfSigner(error)) throw;
    const auto& code = error.problem().code;
    if (code != "signerLost" && code != "authorisationRevoked")
      return page(visit, standing, error.problem(), web::kUnprocessable);
  }
  return Response::redirect("/inbox/standing/" + standing.id);
}

}  // namespace balalyk
