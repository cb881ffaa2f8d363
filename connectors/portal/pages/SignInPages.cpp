#include "connectors/portal/pages/SignInPages.h"

#include <algorithm>
#include <memory>

#include "connectors/portal/pages/SignInParts.h"
#include "connectors/portal/pages/SignInView.h"
#include "connectors/portal/web/ErrorPage.h"
#include "connectors/portal/web/HttpError.h"
#include "pipeline/casework/SignIn.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {
namespace {

using web::Access;
using web::Response;
using web::Takes;
using web::Visit;

bool isProviderFault(const Problem& problem) {
  return problem.code == "identityProviderDown" || problem.code == "identityProviderWrong";
}

class SignInPages {
 public:
  explicit SignInPages(const PageParts& parts) : parts_(parts), view_(parts) {}

  Response show(Visit& visit) const {
    if (visit.visitor()) return Response::redirect(wanted(visit, visit.request().query.first("next")));
    return view_.page(visit, {.next = visit.request().query.first("next")});
  }

  Response withPassword(Visit& visit) const {
    SignInView::State state = stateOf(visit);
    auto password = visit.secret("password");
    if (state.login.empty() || password.empty()) return refused(visit, state, {"signInIncomplete", {}});
    const auto outcome = signIn().withPassword(state.login, password, visit.request().client);
    if (const auto* problem = std::get_if<Problem>(&outcome)) return refused(visit, state, *problem);
    takeUpPending(visit, state);
    if (const auto* needed = std::get_if<SignIn::CodeNeeded>(&outcome)) return askForCode(visit, needed->kept, state);
    return enter(visit, std::get<SignIn::Success>(outcome), state);
  }

  Response showCode(Visit& visit) const {
    const auto pending = pendingCode(visit);
    if (visit.visitor() || !pending) return Response::redirect(visit.visitor() ? wanted(visit, "") : "/sign-in");
    return view_.code(visit, std::nullopt, 200);
  }

  // Of several with the right code in this browser one gets in.
  Response withCode(Visit& visit) const {
    const auto pending = pendingCode(visit);
    if (!pending) return refused(visit, {}, {visit.session().cameWithCookie() ? "signInExpired" : "cookiesOff", {}});
    auto code = visit.secret("one-time-password");
    if (code.empty()) code = visit.secret("recovery-password");
    if (code.empty()) return view_.code(visit, Problem{"secondFactorCodeMissing", {}}, web::kUnprocessable);
    const SignInView::State state{.next = pending->next, .carried = pending->typed};
    const auto outcome = signIn().withCode(pending->kept, code, visit.request().client);
    if (const auto* problem = std::get_if<Problem>(&outcome)) {
      if (problem->code == "signInExpired" || problem->code == "signInRefused") {
        parts_.database.pendingSignIns().take(visit.session().browserDigest());
        return refused(visit, state, *problem);
      }
      return view_.code(visit, *problem, statusOf(*problem));
    }
    if (!parts_.database.pendingSignIns().take(visit.session().browserDigest()))
      return refused(visit, {}, {"signInExpired", {}});
    return enter(visit, std::get<SignIn::Success>(outcome), state);
  }

  // By a form, where something was typed: it is kept for this browser. The policy of pages stops a form that leads to
  // another site, so that the browser is sent on from a page.
  Response keepForProvider(Visit& visit) const {
    const auto& provider = providerOf(visit);
    auto state = stateOf(visit);
    visit.session().cookieToken();  // by which it is known again
    const PendingSignIn pending{.provider = provider.name(), .kept = "", .next = state.next, .typed = state.carried};
    if (!parts_.database.pendingSignIns().keep(visit.session().browserDigest(), pending))
      return refused(visit, state, {"typedNotKept", {}});
    return view_.leave(visit, provider.name());
  }

  Response toProvider(Visit& visit) const {
    auto& provider = providerOf(visit);
    SignInView::State state{.next = visit.request().query.first("next")};
    visit.session().cookieToken();  // what comes back is known by the cookie
    const auto browser = visit.session().browserDigest();
    auto before = parts_.database.pendingSignIns().take(browser);
    if (before && before->provider == provider.name() && before->kept.empty()) {
      state.next = before->next;
      state.carried = before->typed;
    }
    const auto begun = provider.begin(parts_.origin.text() + "/sign-in/return/" + provider.name());
    if (const auto* problem = std::get_if<Problem>(&begun)) return refused(visit, state, *problem);
    const auto& there = std::get<ProviderVisit>(begun);
    parts_.database.pendingSignIns().keep(
        browser, {.provider = provider.name(), .kept = there.kept, .next = state.next, .typed = state.carried});
    return Response::leave(there.address);
  }

  Response fromProvider(Visit& visit) const {
    auto& provider = providerOf(visit);
    IdentityProvider::Parameters parameters;
    for (const auto& [name, value] : visit.request().query)
      if (!parameters.emplace(name, value).second) web::refuseRequest("a parameter that came twice");
    const auto browser = visit.session().browserDigest();
    auto pending = browser.empty() ? std::nullopt : parts_.database.pendingSignIns().take(browser);
    if (!pending || pending->provider != provider.name() || pending->kept.empty())
      return refused(visit, {}, {visit.session().cameWithCookie() ? "signInStateWrong" : "cookiesOff", {}});
    const SignInView::State state{.next = pending->next, .carried = pending->typed};
    const auto outcome = signIn().withProvider(provider, parameters, pending->kept, visit.request().client);
    if (const auto* problem = std::get_if<Problem>(&outcome)) return refused(visit, state, *problem);
    return enter(visit, std::get<SignIn::Success>(outcome), state);
  }

  Response withoutSession(Visit& visit) const {
    const auto& path = visit.request().path;
    if (path == "/sign-out") return Response::redirect("/");
    if (path == "/settings/password") return Response::redirect("/settings");  // it may be changed: that ends sessions
    if (path.starts_with("/settings/second-factor")) return Response::redirect("/settings/second-factor");
    const bool signingIn = path.starts_with("/sign-in");
    if (visit.visitor()) return fromEarlierSession(visit, signingIn);
    auto state = stateOf(visit);
    if (signingIn) return refused(visit, state, {visit.session().cameWithCookie() ? "formOutdated" : "cookiesOff", {}});
    state.ended = true;
    const auto typed = web::carriedFrom(visit.request().form.fields);
    state.carried = typed ? toText(*typed) : "";
    state.next = typed ? typed->page : visit.field("here");
    return view_.page(visit, state, 403);
  }

 private:
  SignIn signIn() const { return SignIn(signInParts(parts_)); }

  // The browser is known by a cookie, which opens nothing: there is no session before the code is right.
  Response askForCode(Visit& visit, const std::string& kept, const SignInView::State& state) const {
    visit.session().renewCookie();
    parts_.database.pendingSignIns().keep(
        visit.session().browserDigest(),
        {.provider = kPendingCode, .kept = kept, .next = state.next, .typed = state.carried});
    return Response::redirect("/sign-in/code");
  }

  std::optional<PendingSignIn> pendingCode(Visit& visit) const {
    const auto browser = visit.session().browserDigest();
    auto pending = browser.empty() ? std::nullopt : parts_.database.pendingSignIns().find(browser);
    return pending && pending->provider == kPendingCode ? pending : std::nullopt;
  }

  IdentityProvider& providerOf(const Visit& visit) const {
    const auto& name = visit.parameter("provider");
    const auto found = std::ranges::find_if(parts_.providers, [&](const auto& one) { return one->name() == name; });
    if (found == parts_.providers.end()) web::pageNotFound();
    return **found;
  }

  static SignInView::State stateOf(const Visit& visit) {
    return {.login = visit.field("login"), .next = visit.field("next"), .carried = visit.field("carried")};
  }

  // What was typed before a way to a provider from which nobody came back.
  void takeUpPending(Visit& visit, SignInView::State& state) const {
    const auto browser = visit.session().browserDigest();
    if (!state.carried.empty() || browser.empty()) return;
    if (auto pending = parts_.database.pendingSignIns().take(browser)) {
      state.carried = pending->typed;
      if (state.next.empty()) state.next = pending->next;
    }
  }

  Response refused(Visit& visit, SignInView::State state, const Problem& problem) const {
    const int status = isProviderFault(problem) ? 503 : statusOf(problem);
    state.problem = problem;
    if (isProviderFault(problem)) state.number = visit.report(status, problem);
    return view_.page(visit, state, status);
  }

  Response enter(Visit& visit, const SignIn::Success& success, const SignInView::State& state) const {
    visit.session().signIn(success.accountId);
    if (!signIn().stillGood(success)) {
      visit.session().renewCookie();
      return refused(visit, state, {"signInExpired", {}});
    }
    const auto typed = web::carriedFrom(state.carried);
    const bool own = typed && typed->accountId == success.accountId;
    if (own) parts_.database.drafts().keep(success.accountId, typed->name, typed->fields);
    if (success.mustChangePassword) return Response::redirect("/settings/password");
    if (visit.visitor() && visit.visitor()->account.mustSetUpSecondFactor)
      return Response::redirect("/settings/second-factor");
    return Response::redirect(own ? typed->page : wanted(visit, state.next));
  }

  // Signed in again in another tab: the form's text is kept, and its page shows it.
  Response fromEarlierSession(Visit& visit, bool signingIn) const {
    if (signingIn) return Response::redirect(wanted(visit, visit.field("next")));
    const auto& account = visit.visitor()->account;
    const auto typed = web::carriedFrom(visit.request().form.fields);
    if (!typed || typed->accountId != account.id) return web::errorAnswer(visit, 403, {"formOutdated", {}}, "");
    parts_.database.drafts().keep(account.id, typed->name, typed->fields);
    return Response::redirect(typed->page);
  }

  static std::string wanted(const Visit& visit, const std::string& next) {
    const bool leadsBack = next.starts_with("/sign-in") || next.starts_with("/sign-out");
    return web::isLocalPath(next) && next != "/" && !leadsBack ? next : visit.home();
  }

  const PageParts parts_;
  const SignInView view_;
};

Response signOut(Visit& visit) {
  visit.session().signOut();
  return Response::redirect("/");
}

}  // namespace

void addSignInPages(web::Content& content, const PageParts& parts) {
  const auto pages = std::make_shared<const SignInPages>(parts);
  const web::HandlersOf by(pages);
  auto& routes = content.routes;
  routes.get("/sign-in", Access::everyone(), by(&SignInPages::show));
  routes.post("/sign-in", Access::everyone(), Takes::signInForm, by(&SignInPages::withPassword));
  // Before the providers, none of which is called so.
  routes.get("/sign-in/code", Access::everyone(), by(&SignInPages::showCode));
  routes.post("/sign-in/code", Access::everyone(), Takes::signInForm, by(&SignInPages::withCode));
  routes.get("/sign-in/{provider:word}", Access::everyone(), by(&SignInPages::toProvider));
  routes.post("/sign-in/{provider:word}", Access::everyone(), Takes::signInForm, by(&SignInPages::keepForProvider));
  routes.get("/sign-in/return/{provider:word}", Access::everyone(), by(&SignInPages::fromProvider));
  routes.post("/sign-out", Access::anySession(), Takes::form, signOut);
  content.withoutSession = by(&SignInPages::withoutSession);
}

}  // namespace balalyk
