#include "connectors/portal/pages/OperatorAccountPages.h"

#include <algorithm>

#include "connectors/portal/pages/FormErrors.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/PlainText.h"
#include "pipeline/casework/ManageAccounts.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

using web::Access;
using web::Response;
using web::Takes;
using web::ViewData;
using web::Visit;

constexpr std::size_t kShown = 100;  // on a page

std::string loginOf(const Account& account) {
  return account.identity.issuer == kLocalIssuer ? account.identity.subject : std::string();
}

class AccountList {
 public:
  explicit AccountList(const PageParts& parts) : parts_(parts) {}

  Response list(Visit& visit) const {
    const auto& messages = visit.messages();
    auto begin = visit.request().query.first("login");
    for (auto& c : begin)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    std::vector<ViewData> rows;
    const auto after = visit.request().query.first("after");
    // All of them are some thousands at the most: a few for each commission.
    auto accounts = parts_.database.accounts().list();
    std::erase_if(accounts, [&](const Account& one) { return !begin.empty() && !loginOf(one).starts_with(begin); });
    const auto known = std::ranges::find(accounts, after, &Account::id);
    accounts.erase(accounts.begin(), known == accounts.end() ? accounts.begin() : std::next(known));
    const bool more = accounts.size() > kShown;
    if (more) accounts.resize(kShown);
    for (const auto& account : accounts) {
      ViewData row;
      addFacts(account, messages, row);
      rows.push_back(std::move(row));
    }
    ViewData data;
    data.flag("onAccounts", true)
        .text("login", begin)
        .flag("pager", more || !after.empty())
        .flag("hasFirst", !after.empty())
        .flag("hasNext", more)
        .list("rows", "hasRows", std::move(rows));
    const auto query = begin.empty() ? std::string() : "login=" + web::queryValue(begin);
    data.text("first", query.empty() ? "" : "?" + query);
    if (more) data.text("next", "?" + query + (query.empty() ? "" : "&") + "after=" + accounts.back().id);
    return visit.page("operator-accounts", messages.text("portal.operator.accounts.title"), std::move(data));
  }

  Response blank(Visit& visit) const { return addForm(visit, {}, ""); }

  Response add(Visit& visit) const {
    const auto login = visit.field("login");
    try {
      const auto id = manage(visit).add(login, visit.language(), "", visit.formId());
      return Response::redirect("/operator/accounts/" + id + "?done=added");
    } catch (const Error& error) {
      return addForm(visit, error.problem(), login);
    }
  }

  Response show(Visit& visit) const { return page(visit, found(visit), {}, {}); }

  Response grant(Visit& visit) const {
    const auto account = found(visit);
    return changed(visit, account, "granted", [&](ManageAccounts& manage) {
      const auto role = roleFrom(visit.field("role"));
      if (!role) web::refuseRequest("a role that there is not");
      manage.grant(account, *role, visit.field("kindergarten"), visit.field("member"));
    });
  }

  Response withdraw(Visit& visit) const {
    const auto account = found(visit);
    return changed(visit, account, "withdrawn", [&](ManageAccounts& manage) {
      const auto role = roleFrom(visit.field("role"));
      if (!role) web::refuseRequest("a role that there is not");
      manage.withdraw(account, *role, visit.field("place"));
    });
  }

  Response setActive(Visit& visit) const {
    const auto account = found(visit);
    const bool active = visit.field("active") == "yes";
    return changed(visit, account, active ? "enabled" : "disabled", [&](ManageAccounts&) {
      parts_.database.accounts().setActive(account.id, active, visit.visitor()->account.id);
    });
  }

  Response endSessions(Visit& visit) const {
    const auto account = found(visit);
    return changed(visit, account, "ended",
                   [&](ManageAccounts&) { parts_.database.sessions().endOf(account.id, visit.visitor()->account.id); });
  }

  // Shown this once, and never in an address: so the answer is a page. The same form again makes another one, which
  // then is the one that is shown.
  Response password(Visit& visit) const {
    const auto account = found(visit);
    try {
      requireAnother(visit, account);
      auto manage = this->manage(visit);
      const auto password = manage.firstPassword(account);
      return page(visit, found(visit), {}, std::string(password.reveal()));
    } catch (const Error& error) {
      return page(visit, account, error.problem(), {});
    }
  }

 private:
  ManageAccounts manage(const Visit& visit) const {
    auto& database = parts_.database;
    return ManageAccounts({.accounts = database.accounts(),
                           .members = database.members(),
                           .passwords = parts_.passwords,
                           .now = [&database] { return database.now(); }},
                          visit.visitor()->account.id);
  }

  Account found(Visit& visit) const {
    try {
      return manage(visit).find(visit.parameter("id"));
    } catch (const Error& error) {
      if (error.problem().code != "accountNotFound") throw;
      web::pageNotFound();
    }
  }

  // Who takes the last operator's role away, or gives itself a commission's, is somebody at the machine.
  static void requireAnother(const Visit& visit, const Account& account) {
    if (visit.visitor()->account.id == account.id) throw Error("accountOwn");
  }

  template <typename Change>
  Response changed(Visit& visit, const Account& account, const std::string& done, Change change) const {
    try {
      requireAnother(visit, account);
      auto manage = this->manage(visit);
      change(manage);
      return Response::redirect("/operator/accounts/" + account.id + "?done=" + done);
    } catch (const web::HttpError&) {
      throw;
    } catch (const Error& error) {
      if (problemKind(error.problem().code).part != Part::identity) throw;
      return page(visit, account, error.problem(), {});
    }
  }

  Response addForm(Visit& visit, const std::optional<Problem>& problem, const std::string& login) const {
    ViewData data;
    visit.withForm(data).flag("onAccounts", true).text("login", login);
    FormErrors errors(visit.messages());
    if (problem) errors.add(*problem, "login");
    errors.into(data, "portal.wrong.title");
    return visit.page("operator-account-new", visit.messages().text("portal.operator.account.new"), std::move(data),
                      problem ? web::kUnprocessable : 200);
  }

  void addFacts(const Account& account, const Messages& messages, ViewData& data) const {
    const auto login = loginOf(account);
    data.text("id", account.id).text("login", login).flag("local", !login.empty());
    data.text("issuer", login.empty() ? account.identity.issuer : "");
    data.flag("active", account.active).flag("mustChange", account.mustChangePassword);
    data.flag("factor", account.secondFactor);
    std::vector<ViewData> roles;
    for (const auto& grant : account.grants) {
      ViewData role;
      role.text("role", messages.text("role." + std::string(toString(grant.role)))).text("word", toString(grant.role));
      role.text("place", grant.place).flag("hasPlace", !grant.place.empty()).text("account", account.id);
      roles.push_back(role.text("member", grant.memberId).flag("hasMember", !grant.memberId.empty()));
    }
    data.list("roles", "hasRoles", std::move(roles));
  }

  Response page(Visit& visit, const Account& account, const std::optional<Problem>& problem,
                const std::string& password) const {
    const auto& messages = visit.messages();
    ViewData data;
    visit.withForm(data).flag("onAccounts", true);
    addFacts(account, messages, data);
    const auto sessions = parts_.database.sessions().list(account.id, parts_.sessions);
    data.flag("hasSessions", !sessions.empty()).text("sessions", std::to_string(sessions.size()));
    data.text("lastSeen", sessions.empty() ? "" : dayAndTime(sessions.front().seenAt, parts_.zone));
    data.flag("own", visit.visitor()->account.id == account.id);
    std::vector<ViewData> roles;
    for (const auto role : allRoles()) {
      ViewData choice;
      choice.text("word", toString(role)).text("role", messages.text("role." + std::string(toString(role))));
      roles.push_back(std::move(choice));
    }
    data.list("choices", std::move(roles));
    const auto done = visit.request().query.first("done");
    const auto key = "portal.operator.done." + done;
    data.flag("isDone", !done.empty() && messages.has(key)).text("done", messages.text(key));
    data.flag("hasPassword", !password.empty()).text("password", password);
    FormErrors errors(messages);
    if (problem) errors.add(*problem, "");
    errors.into(data, "portal.wrong.title");
    return visit.page("operator-account", messages.text("portal.operator.account.title"), std::move(data),
                      problem ? web::kUnprocessable : 200);
  }

  const PageParts parts_;
};

}  // namespace

void addOperatorAccountPages(web::Content& content, const PageParts& parts) {
  auto& routes = content.routes;
  const web::HandlersOf pages(AccountList{parts});
  const auto access = Access::may(Action::manageAccounts);
  routes.get("/operator/accounts", access, pages(&AccountList::list));
  routes.get("/operator/accounts/new", access, pages(&AccountList::blank));
  routes.post("/operator/accounts/new", access, Takes::form, pages(&AccountList::add));
  routes.get("/operator/accounts/{id:id}", access, pages(&AccountList::show));
  routes.post("/operator/accounts/{id:id}/grant", access, Takes::form, pages(&AccountList::grant));
  routes.post("/operator/accounts/{id:id}/withdraw", access, Takes::form, pages(&AccountList::withdraw));
  routes.post("/operator/accounts/{id:id}/active", access, Takes::form, pages(&AccountList::setActive));
  routes.post("/operator/accounts/{id:id}/sessions", access, Takes::form, pages(&AccountList::endSessions));
  routes.post("/operator/accounts/{id:id}/password", access, Takes::form, pages(&AccountList::password));
}

}  // namespace balalyk
