#include "connectors/portal/pages/SecondFactorPages.h"

#include <memory>

#include "connectors/portal/pages/FormErrors.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/pages/QrPath.h"
#include "connectors/portal/pages/SignInParts.h"
#include "connectors/portal/web/HttpError.h"
#include "pipeline/casework/Totp.h"

namespace balalyk {
namespace {

using web::Access;
using web::Response;
using web::Takes;
using web::ViewData;
using web::Visit;

constexpr const char* kHere = "/settings/second-factor";
constexpr std::size_t kGroup = 4;

std::string inGroups(const std::string& text) {
  std::string groups;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && i % kGroup == 0) groups += ' ';
    groups += text[i];
  }
  return groups;
}

// What the program for codes shows beside the login.
std::string hostOf(const web::Origin& origin) {
  const auto& text = origin.text();
  return text.substr(text.find("://") + 3);
}

// Of the form that was sent: each of the page's has other ids.
std::string fieldOf(const Problem& problem, const std::string& form) {
  if (problem.code == "signInBlocked" || problem.code == "signInRefused") return {};
  return (problem.code == "passwordCurrentWrong" ? "current-password-" : "one-time-password-") + form;
}

class SecondFactorPages {
 public:
  explicit SecondFactorPages(const PageParts& parts) : parts_(parts) {}

  Response show(Visit& visit) const { return page(visit, std::nullopt, ""); }

  Response begin(Visit& visit) const {
    const auto offered = factor().begin(account(visit), visit.secret("current-password"), visit.session().digest(),
                                        visit.request().client);
    if (const auto* problem = std::get_if<Problem>(&offered)) return page(visit, *problem, "begin");
    const auto& [secret, login] = std::get<SecondFactor::Offer>(offered);
    const auto code = qrPath(totpAddress(secret, hostOf(parts_.origin), login));
    ViewData data;
    data.flag("hasSecret", true).text("secret", inGroups(secret)).text("login", login);
    data.text("side", std::to_string(code.side)).text("path", code.path);
    return setUpPage(visit, std::move(data), std::nullopt);
  }

  // Whoever typed it wrong has the secret by now; it is not shown again without the password.
  Response confirm(Visit& visit) const {
    const auto id = account(visit);
    const auto made =
        factor().confirm(id, visit.session().digest(), visit.secret("one-time-password"), visit.request().client);
    if (const auto* problem = std::get_if<Problem>(&made)) {
      if (problem->code != "secondFactorOfferGone") return setUpPage(visit, {}, *problem);
      // Sent twice, it is on by now: the first was answered with the codes, and ended this session.
      if (parts_.database.secondFactors().find(id)) return Response::redirect(kHere);
      return page(visit, *problem, "");
    }
    visit.session().signIn(id);  // it ended all sessions
    return codesPage(visit, std::get<SecondFactor::Codes>(made), true);
  }

  Response newCodes(Visit& visit) const {
    const auto made = factor().newCodes(account(visit), visit.secret("current-password"),
                                        visit.secret("one-time-password"), visit.request().client);
    if (const auto* problem = std::get_if<Problem>(&made)) return page(visit, *problem, "codes");
    return codesPage(visit, std::get<SecondFactor::Codes>(made), false);
  }

  Response switchOff(Visit& visit) const {
    const auto id = account(visit);
    const auto problem = factor().switchOff(id, visit.secret("current-password"), visit.secret("one-time-password"),
                                            visit.request().client);
    if (problem) return page(visit, *problem, "off");
    visit.session().signIn(id);  // it ended all sessions
    return Response::redirect(std::string(kHere) + "?saved=off");
  }

 private:
  SecondFactor factor() const { return SecondFactor(secondFactorParts(parts_)); }
  static std::string account(const Visit& visit) { return visit.visitor()->account.id; }

  Response page(Visit& visit, const std::optional<Problem>& problem, const std::string& form) const {
    const auto& account = visit.visitor()->account;
    const auto factor = parts_.database.secondFactors().find(account.id);
    ViewData data;
    visit.withForm(data).flag("local", account.identity.issuer == kLocalIssuer).flag("on", factor.has_value());
    data.flag("needed", account.mustSetUpSecondFactor);
    data.flag("savedOff", visit.request().query.first("saved") == "off");
    if (factor) {
      const auto left = visit.messages().number(factor->codesLeft);
      data.text("since", dayAndTime(factor->since, parts_.zone)).text("left", left).flag("few", factor->codesLeft < 3);
    }
    FormErrors errors(visit.messages());
    if (problem) errors.add(*problem, form.empty() ? form : fieldOf(*problem, form));
    errors.into(data, "portal.wrong.title");
    data.flag("openCodes", form == "codes").flag("openOff", form == "off");
    return visit.page("second-factor", visit.messages().text("portal.factor.title"), std::move(data),
                      problem ? statusOf(*problem) : 200);
  }

  static Response setUpPage(Visit& visit, ViewData data, const std::optional<Problem>& problem) {
    visit.withForm(data);
    FormErrors errors(visit.messages());
    if (problem) errors.add(*problem, fieldOf(*problem, "confirm"));
    errors.into(data, "portal.wrong.title");
    return visit.page("second-factor-set-up", visit.messages().text("portal.factor.setUp"), std::move(data),
                      problem ? statusOf(*problem) : 200);
  }

  static Response codesPage(Visit& visit, const SecondFactor::Codes& made, bool first) {
    ViewData data;
    std::vector<ViewData> rows;
    for (const auto& code : made.codes) rows.push_back(ViewData().text("code", code));
    data.flag("first", first).list("codes", std::move(rows)).text("addressOfHome", visit.home());
    return visit.page("second-factor-codes", visit.messages().text("portal.factor.codes.title"), std::move(data));
  }

  const PageParts parts_;
};

}  // namespace

void addSecondFactorPages(web::Content& content, const PageParts& parts) {
  const auto pages = std::make_shared<const SecondFactorPages>(parts);
  const web::HandlersOf by(pages);
  auto& routes = content.routes;
  // To switch it off and for new codes there has to be one: who has to set it up needs neither.
  routes.get(kHere, Access::secondFactor(), by(&SecondFactorPages::show));
  routes.post("/settings/second-factor/begin", Access::secondFactor(), Takes::form, by(&SecondFactorPages::begin));
  routes.post("/settings/second-factor/confirm", Access::secondFactor(), Takes::form, by(&SecondFactorPages::confirm));
  routes.post("/settings/second-factor/codes", Access::signedIn(), Takes::form, by(&SecondFactorPages::newCodes));
  routes.post("/settings/second-factor/off", Access::signedIn(), Takes::form, by(&SecondFactorPages::switchOff));
}

}  // namespace balalyk
