#pragma once

#include <algorithm>
#include <regex>

#include "PagesFixture.h"
#include "connectors/database/session/Connection.h"
#include "pipeline/casework/Totp.h"
#include "pipeline/ports/SecondFactors.h"

namespace balalyk::tests {

inline constexpr const char* kFactorPage = "/settings/second-factor";

// People with a program for codes.
struct FactorPages : Pages {
  static std::string codeOf(const std::string& secret, Timestamp now) {
    return hotpCode(fromBase32(secret), totpStep(now));
  }
  // Of the program at the moment.
  std::string code(const std::string& login) {
    return codeOf(database->secondFactors().find(idOf(login)).value().secret, database->now());
  }
  std::string wrongCode(const std::string& login) {
    const auto secret = database->secondFactors().find(idOf(login)).value().secret;
    const auto now = database->now();
    for (auto step = totpStep(now) + 100;; ++step)
      if (const auto wrong = hotpCode(fromBase32(secret), step); !totpStepOf(secret, wrong, now)) return wrong;
  }
  void sql(const std::string& statement) {
    const auto engine = makeEngine("sqlite:" + (folder / "portal.db").string(), {});
    engine->connect(std::chrono::steady_clock::now() + std::chrono::minutes(1))->run({"", statement});
  }
  // As if the codes so far were long ago.
  void later() { sql("UPDATE balalyk_second_factor SET step = 0"); }
  void forgetGuesses() { sql("DELETE FROM balalyk_sign_in_attempt"); }
  void forgetPasswordTries() { database->signIn().forget("account:aigul"); }

  // The secret as the page shows it.
  static std::string shownSecret(const TestBrowser& browser) {
    std::smatch found;
    if (!std::regex_search(browser.page(), found, std::regex("<code class=\"print\">([A-Z2-7 ]+)</code>"))) return "";
    std::string secret = found[1];
    std::erase(secret, ' ');
    return secret;
  }
  static std::vector<std::string> shownCodes(const TestBrowser& browser) {
    static const std::regex kCode("<li><code class=\"print\">([A-Z0-9-]+)</code>");
    std::vector<std::string> codes;
    const auto& page = browser.page();
    for (std::sregex_iterator it(page.begin(), page.end(), kCode), end; it != end; ++it) codes.push_back((*it)[1]);
    return codes;
  }
  // The recovery codes.
  std::vector<std::string> setUp(TestBrowser& browser) {
    browser.get(kFactorPage);
    browser.submit("/settings/second-factor/begin", {{"current-password", kPassword}});
    const auto secret = shownSecret(browser);
    BOOST_REQUIRE_EQUAL(secret.size(), 32u);
    browser.submit("/settings/second-factor/confirm", {{"one-time-password", codeOf(secret, database->now())}});
    later();
    return shownCodes(browser);
  }
  TestBrowser withFactor(const std::string& login) {
    auto one = signedIn(login);
    BOOST_REQUIRE_EQUAL(setUp(one).size(), 10u);
    return one;
  }
  // After the password, before the code.
  TestBrowser atTheCode(const std::string& login) {
    auto one = browser();
    BOOST_REQUIRE_EQUAL(enter(one, login).location(), "/sign-in/code");
    one.get("/sign-in/code");
    return one;
  }
  static web::Response give(TestBrowser& browser, const std::string& code) {
    return browser.submit("/sign-in/code", {{"one-time-password", code}});
  }
  int left(const std::string& login) { return database->secondFactors().find(idOf(login)).value().codesLeft; }
};

}  // namespace balalyk::tests
