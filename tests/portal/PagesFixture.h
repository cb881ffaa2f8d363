#pragma once

#include <boost/test/unit_test.hpp>

#include "TestBrowser.h"
#include "TestSite.h"
#include "connectors/portal/pages/AccountVisitors.h"
#include "connectors/portal/pages/AllPages.h"
#include "pipeline/casework/ManageAccounts.h"
#include "pipeline/ports/IdentityProvider.h"

namespace balalyk::tests {

inline const std::string kPassword = "дөбөдөгү жыгач ат", kOther = "тоо көл талаа токой";
inline const std::string kMine = "Жазганым: <b>\"эки\"</b> & бир\nэкинчи сап + 100%";

// A provider that proves one person, or is down.
class Prover final : public IdentityProvider {
 public:
  const std::string& name() const override { return name_; }
  std::variant<ProviderVisit, Problem> begin(const std::string& back) override {
    returned = back;
    if (isDown) return Problem{"identityProviderDown", {{"provider", name_}, {"fault", "timeout"}}};
    state = "s" + std::to_string(++visits);
    return ProviderVisit{"https://id.example/authorize?state=" + state, state};
  }
  std::variant<ProvenPerson, Problem> finish(const Parameters& parameters, const std::string& kept) override {
    if (parameters.at("state") != kept) return Problem{"signInStateWrong", {}};
    return ProvenPerson{.identity = {"https://id.example", "S-1"}, .pin = "", .soate = "", .name = {}};
  }
  bool isDown = false;
  std::string returned, state;
  int visits = 0;

 private:
  const std::string name_ = "oidc";
};

struct Pages : TestSite {
  Pages() : known(*database), prover(std::make_shared<Prover>()) {
    auto with = parts();
    with.providers = {prover};
    pages =
        std::make_unique<web::Site>(web::SiteOptions{.address = "https://portal.test", .uploads = folder / "uploads"},
                                    allPages(with), database->sessions(), known, log, [] {});
    auto manage = this->manage();
    for (const char* login : {"aigul", "nurlan"}) {
      const auto account = manage.find(manage.add(login, "", ""));
      manage.grant(account, Role::archivist, "", "");
      manage.setPassword(account, signing::Secret(kPassword));
    }
  }
  ManageAccounts manage() {
    return ManageAccounts({.accounts = database->accounts(),
                           .members = database->members(),
                           .passwords = *passwords,
                           .now = [this] { return database->now(); }},
                          "test");
  }
  std::string idOf(const std::string& login) { return manage().find(login).id; }
  TestBrowser browser() { return TestBrowser(*pages); }
  web::Response enter(TestBrowser& browser, const std::string& login, const std::string& password = kPassword,
                      const std::string& from = "/sign-in") {
    if (!from.empty()) browser.get(from);
    return browser.submit("/sign-in", {{"login", login}, {"password", password}});
  }
  TestBrowser signedIn(const std::string& login) {
    auto one = browser();
    BOOST_REQUIRE_EQUAL(enter(one, login).status(), 303);
    return one;
  }
  int events(const std::string& event) {
    int count = 0;
    database->audit().walk([&](const AuditEntry& entry) { count += entry.event == event ? 1 : 0; });
    return count;
  }
  void endAllOf(const std::string& login) { database->sessions().endAll(idOf(login), ""); }

  AccountVisitors known;
  std::shared_ptr<Prover> prover;
  std::unique_ptr<web::Site> pages;
};

}  // namespace balalyk::tests
