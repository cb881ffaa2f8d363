#include "connectors/portal/pages/AccountPages.h"

#include <algorithm>
#include <memory>

#include "connectors/portal/pages/FormErrors.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/pages/SignInParts.h"
#include "connectors/portal/web/HttpError.h"
#include "pipeline/casework/SignIn.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

using web::Access;
using web::Response;
using web::Takes;
using web::ViewData;
using web::Visit;

bool isLocal(const Account& account) {
  return account.identity.issuer == kLocalIssuer;
}

// Who is somebody of a commission's list, where the address is.
bool readsMail(const Account& account) {
  return std::ranges::any_of(account.grants, [](const Grant& grant) { return !grant.memberId.empty(); });
}

std::string fieldOf(const Problem& problem) {
  if (problem.code == "signInBlocked") return {};
  if (problem.code == "passwordCurrentWrong") return "current-password";
  return problem.code == "passwordsDiffer" ? "again-password" : "new-password";
}

class AccountPages {
 public:
  explicit AccountPages(const PageParts& parts) : parts_(parts) {}

  Response settings(Visit& visit) const {
    const auto& account = visit.visitor()->account;
    ViewData data;
    std::vector<ViewData> languages;
    for (const auto& code : Messages::languages()) {
      const Messages own(code);
      ViewData choice;
      choice.text("code", code).text("name", own.text("portal.language.name"));
      languages.push_back(choice.flag("chosen", code == visit.language()));
    }
    visit.withForm(data).list("choices", std::move(languages));
    const auto saved = visit.request().query.first("saved");
    data.flag("savedLanguage", saved == "language").flag("savedPassword", saved == "password");
    data.flag("local", isLocal(account)).flag("factor", account.secondFactor);
    data.flag("mailReader", readsMail(account)).flag("savedMail", saved == "mail");
    data.flag("wantsMail", parts_.database.notices().wanted(account.id));
    return visit.page("settings", visit.messages().text("portal.settings.title"), std::move(data));
  }

  Response chooseLanguage(Visit& visit) const {
    const auto language = visit.field("language");
    visit.chooseLanguage(language);
    if (visit.chosenLanguage().empty()) web::refuseRequest("a language that there is not");
    parts_.database.accounts().setLanguage(visit.visitor()->account.id, language);
    return Response::redirect("/settings?saved=language");
  }

  Response chooseMail(Visit& visit) const {
    parts_.database.notices().setWanted(visit.visitor()->account.id, visit.field("mail") == "yes");
    return Response::redirect("/settings?saved=mail");
  }

  Response password(Visit& visit) const { return passwordPage(visit, std::nullopt, 200); }

  Response changePassword(Visit& visit) const {
    const auto account = visit.visitor()->account;
    const auto current = visit.secret("current-password"), next = visit.secret("new-password");
    if (next.reveal() != visit.secret("again-password").reveal())
      return passwordPage(visit, Problem{"passwordsDiffer", {}}, web::kUnprocessable);
    SignIn door(signInParts(parts_));
    if (auto problem = door.changePassword(account.id, current, next, visit.request().client)) {
      if (problem->code == "signInRefused") problem = Problem{"passwordCurrentWrong", {}};
      return passwordPage(visit, problem, statusOf(*problem));
    }
    visit.session().signIn(account.id);  // the change ended all sessions
    const bool factorNext = visit.visitor() && visit.visitor()->account.mustSetUpSecondFactor;
    if (factorNext) return Response::redirect("/settings/second-factor");
    return Response::redirect(account.mustChangePassword ? visit.home() : "/settings?saved=password");
  }

  Response sessions(Visit& visit) const {
    const auto& messages = visit.messages();
    std::vector<ViewData> rows;
    bool others = false;
    for (const auto& session : parts_.database.sessions().list(visit.visitor()->account.id, parts_.sessions)) {
      const bool here = session.digest == visit.session().digest();
      others = others || !here;
      ViewData row;
      row.text("session", session.digest).flag("here", here);
      row.text("browser", session.browser.empty() ? messages.text("portal.sessions.otherBrowser") : session.browser);
      row.text("begun", dayAndTime(session.begunAt, parts_.zone)).text("seen", dayAndTime(session.seenAt, parts_.zone));
      rows.push_back(std::move(row));
    }
    ViewData data;
    visit.withForm(data).list("sessions", std::move(rows)).flag("others", others);
    data.flag("ended", visit.request().query.has("ended"));
    return visit.page("sessions", messages.text("portal.sessions.title"), std::move(data));
  }

  // One that is gone already is where its owner wants it.
  Response endSession(Visit& visit) const {
    const auto& own = visit.session().digest();
    const auto& account = visit.visitor()->account.id;
    auto& sessions = parts_.database.sessions();
    if (visit.field("which") == "others")
      sessions.endAll(account, own);
    else if (const auto which = visit.field("which"); which != own)
      sessions.endOwn(account, which, Sessions::Ended::fromAnother);
    return Response::redirect("/sessions?ended=1");
  }

 private:
  Response passwordPage(Visit& visit, const std::optional<Problem>& problem, int status) const {
    const auto& account = visit.visitor()->account;
    ViewData data;
    visit.withForm(data).flag("local", isLocal(account));
    data.flag("first", account.mustChangePassword).flag("current", !account.mustChangePassword);
    FormErrors errors(visit.messages());
    if (problem) errors.add(*problem, fieldOf(*problem));
    errors.into(data, "portal.wrong.title");
    return visit.page("password", visit.messages().text("portal.password.title"), std::move(data), status);
  }

  const PageParts parts_;
};

}  // namespace

void addAccountPages(web::Content& content, const PageParts& parts) {
  const auto pages = std::make_shared<const AccountPages>(parts);
  const web::HandlersOf by(pages);
  auto& routes = content.routes;
  routes.get("/settings", Access::signedIn(), by(&AccountPages::settings));
  routes.post("/settings/language", Access::signedIn(), Takes::form, by(&AccountPages::chooseLanguage));
  routes.post("/settings/mail", Access::signedIn(), Takes::form, by(&AccountPages::chooseMail));
  routes.get("/settings/password", Access::firstPassword(), by(&AccountPages::password));
  routes.post("/settings/password", Access::firstPassword(), Takes::form, by(&AccountPages::changePassword));
  routes.get("/sessions", Access::signedIn(), by(&AccountPages::sessions));
  routes.post("/sessions/end", Access::signedIn(), Takes::form, by(&AccountPages::endSession));
}

}  // namespace balalyk
