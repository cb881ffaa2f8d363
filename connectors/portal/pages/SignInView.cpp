#include "connectors/portal/pages/SignInView.h"

#include "connectors/portal/pages/FormErrors.h"
#include "connectors/portal/web/PlainText.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/ports/IdentityProvider.h"

namespace balalyk {
namespace {

using web::ViewData;

void putProblem(ViewData& data, const web::Visit& visit, const SignInView::State& state) {
  if (!state.problem) return;
  const auto text = describeOnPage(visit.messages(), *state.problem);
  ViewData shown;
  shown.text("what", text.what).text("why", text.why).text("remedy", text.remedy);
  shown.flag("hasNumber", !state.number.empty()).text("number", state.number);
  data.part("problem", std::move(shown));
}

}  // namespace

SignInView::SignInView(const PageParts& parts) {
  for (const auto& provider : parts.providers) {
    infocom_ = infocom_ || provider->name() == "infocom";
    oidc_ = oidc_ || provider->name() == "oidc";
  }
}

web::Response SignInView::page(web::Visit& visit, const State& state, int status) const {
  ViewData data;
  visit.withSignInForm(data);
  const auto query = web::isLocalPath(state.next) ? "?next=" + web::queryValue(state.next) : std::string();
  data.text("login", state.login).text("next", state.next).text("carriedText", state.carried);
  data.flag("carries", !state.carried.empty()).flag("ended", state.ended || !state.carried.empty());
  data.flag("tabs", infocom_ || oidc_).flag("infocom", infocom_).flag("oidc", oidc_);
  data.text("addressOfInfocom", "/sign-in/infocom" + query).text("addressOfOidc", "/sign-in/oidc" + query);
  // The first that there is; who typed a login already is shown that tab again.
  const bool local = !(infocom_ || oidc_) || !state.login.empty();
  data.flag("infocomFirst", infocom_ && !local).flag("oidcFirst", oidc_ && !infocom_ && !local);
  data.flag("localFirst", local);
  putProblem(data, visit, state);
  auto response = visit.page("sign-in", visit.messages().text("portal.signIn.title"), std::move(data), status);
  return response;
}

web::Response SignInView::code(web::Visit& visit, const std::optional<Problem>& problem, int status) const {
  ViewData data;
  visit.withSignInForm(data);
  FormErrors errors(visit.messages());
  if (problem) errors.add(*problem, problem->code == "signInBlocked" ? "" : "one-time-password");
  errors.into(data, "portal.wrong.title");
  return visit.page("sign-in-code", visit.messages().text("portal.signIn.code.title"), std::move(data), status);
}

web::Response SignInView::leave(web::Visit& visit, const std::string& provider) const {
  const auto address = "/sign-in/" + provider;
  ViewData data;
  data.text("address", address).text("provider", visit.messages().text("provider." + provider));
  auto response = visit.page("sign-in-leave", visit.messages().text("portal.signIn.leave.title"), std::move(data));
  response.set("Refresh", "0; url=" + address);
  return response;
}

}  // namespace balalyk
