#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "FactorFixture.h"

namespace balalyk::tests {
namespace {

using namespace web;

BOOST_FIXTURE_TEST_SUITE(SecondFactorPages, FactorPages)

BOOST_AUTO_TEST_CASE(it_is_set_up_with_the_password_and_a_code_and_asked_for_from_then_on) {
  auto one = signedIn("aigul"), other = signedIn("aigul");
  one.get("/settings");
  BOOST_TEST(one.shows("Set up the second factor"));
  one.get(kFactorPage);
  BOOST_TEST(one.submit("/settings/second-factor/begin", {{"current-password", "wrong"}}).status() == 422);
  BOOST_TEST(one.shows("current password is wrong"));
  BOOST_TEST(shownSecret(one).empty());
  const auto offer = one.submit("/settings/second-factor/begin", {{"current-password", kPassword}});
  const auto secret = shownSecret(one);
  BOOST_TEST(one.shows("<path d=\"M4 4h7v1h-7z"));  // the QR code's corner
  const auto header = [](const Response& response, const std::string& name) {
    const auto found = std::ranges::find(response.fields(), name, &std::pair<std::string, std::string>::first);
    return found == response.fields().end() ? "" : found->second;
  };
  BOOST_TEST(header(offer, "Cache-Control") == "no-store");
  BOOST_TEST(!database->accounts().account(idOf("aigul"))->secondFactor);  // nobody locks himself out
  auto wrong = codeOf(secret, database->now() + std::chrono::hours(1));
  BOOST_TEST(one.submit("/settings/second-factor/confirm", {{"one-time-password", wrong}}).status() == 422);
  BOOST_TEST(shownSecret(one).empty());  // shown once
  const auto before = one.cookies;
  one.submit("/settings/second-factor/confirm", {{"one-time-password", codeOf(secret, database->now())}});
  BOOST_TEST(shownCodes(one).size() == 10u);
  BOOST_TEST((one.cookies != before));
  BOOST_TEST(one.get(kFactorPage).status() == 200);
  BOOST_TEST(shownCodes(one).empty());
  BOOST_TEST(!one.shows(secret.substr(0, 4)));
  BOOST_TEST(one.shows(">10</dd>"));
  BOOST_TEST(other.get("/settings").status() == 303);  // it ended the others
  later();

  auto in = browser();
  BOOST_TEST(enter(in, "aigul", kPassword, "/sign-in?next=/feedback").location() == "/sign-in/code");
  in.get("/sign-in/code");
  BOOST_TEST(give(in, "").status() == 422);
  BOOST_TEST(give(in, code("aigul")).location() == "/feedback");
  BOOST_TEST(in.get("/settings").status() == 200);
  BOOST_TEST(events("secondFactorOn") == 1);
  database->audit().walk([&](const AuditEntry& entry) { BOOST_TEST(entry.detail.find(secret) == std::string::npos); });
  for (const auto& trouble : log.all()) BOOST_TEST(toString(trouble.problem).find(secret) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(between_password_and_code_there_is_no_session_and_nothing_opens) {
  withFactor("aigul");
  const auto waiting = atTheCode("aigul");
  BOOST_TEST(database->sessions().list(idOf("aigul"), {}).size() == 1u);  // the one that set it up
  for (const auto& route : pages->routes().all()) {
    if (route.method != Method::get || !route.access.readsCookies() || route.access.isPublic()) continue;
    if (route.pattern.text().find('{') != std::string::npos) continue;
    auto one = waiting;
    BOOST_TEST(one.get(route.pattern.text()).location().starts_with("/sign-in"), route.pattern.text());
  }
  for (const char* form : {"/settings/language", "/settings/second-factor/off", "/sessions/end"}) {
    auto one = waiting;
    auto fields = one.hidden("/sign-in/code");
    fields.insert(fields.end(), {{"language", "ru"}, {"current-password", kPassword}, {"which", "others"}});
    one.post(form, fields);
    BOOST_TEST(one.get("/settings").location().starts_with("/sign-in"), form);
  }
  BOOST_TEST(database->accounts().account(idOf("aigul"))->language.empty());
  auto nobody = browser();
  BOOST_TEST(nobody.get("/sign-in/code").location() == "/sign-in");
  nobody.get("/sign-in");
  auto fields = nobody.hidden("/sign-in");
  fields.emplace_back("one-time-password", code("aigul"));
  BOOST_TEST(nobody.post("/sign-in/code", fields).status() == 422);
  BOOST_TEST(nobody.get("/settings").status() == 303);
}

BOOST_AUTO_TEST_CASE(a_code_that_was_seen_is_of_no_use_again) {
  withFactor("aigul");
  auto one = atTheCode("aigul"), other = atTheCode("aigul");
  const auto seen = code("aigul");
  BOOST_TEST(give(one, seen).status() == 303);
  BOOST_TEST(give(other, seen).status() == 422);
  BOOST_TEST(other.shows("used already"));
  BOOST_TEST(other.get("/settings").status() == 303);
}

BOOST_AUTO_TEST_CASE(of_many_browsers_with_one_code_at_once_one_gets_in) {
  auto first = signedIn("aigul");
  const auto codes = setUp(first);
  for (const bool recovery : {false, true}) {
    std::vector<TestBrowser> browsers;
    for (int i = 0; i < 4; ++i) browsers.push_back(atTheCode("aigul"));
    const auto used = recovery ? codes[0] : code("aigul");
    std::atomic<int> in{0};
    {
      std::vector<std::jthread> threads;
      for (auto& one : browsers)
        threads.emplace_back([&] {
          in += one.submit("/sign-in/code", {{recovery ? "recovery-password" : "one-time-password", used}}).status() ==
                303;
        });
    }
    BOOST_TEST(in == 1);
    forgetGuesses();
  }
  BOOST_TEST(left("aigul") == 9);
}

BOOST_AUTO_TEST_CASE(guesses_are_counted_until_a_code_is_right_whatever_password_comes_between) {
  auto owner = withFactor("aigul");
  for (int i = 0; i < 5; ++i) {
    auto guesser = atTheCode("aigul");  // the right password each time
    BOOST_TEST(give(guesser, wrongCode("aigul")).status() == 422);
    if (i == 3) forgetPasswordTries();
  }
  // Nor does a change of the password, by whoever has a session as well.
  owner.get("/settings/password");
  owner.submit("/settings/password",
               {{"current-password", kPassword}, {"new-password", kPassword}, {"again-password", kPassword}});
  auto guesser = atTheCode("aigul");
  BOOST_TEST(give(guesser, code("aigul")).status() == 429);
  BOOST_TEST(guesser.shows("Too many attempts"));
  BOOST_TEST(guesser.get("/settings").status() == 303);
  forgetGuesses();
  auto last = atTheCode("aigul");
  BOOST_TEST(give(last, code("aigul")).status() == 303);
  BOOST_TEST(database->secondFactors().find(idOf("aigul"))->wrong == 0);
}

BOOST_AUTO_TEST_CASE(of_parallel_guesses_no_more_are_looked_at_than_are_free) {
  withFactor("aigul");
  std::vector<TestBrowser> browsers;
  for (int i = 0; i < 5; ++i) browsers.push_back(atTheCode("aigul"));
  std::atomic<int> looked{0};
  {
    std::vector<std::jthread> threads;
    for (auto& one : browsers)
      threads.emplace_back([&, wrong = wrongCode("aigul")] {
        for (int n = 0; n < 3; ++n) looked += give(one, wrong).status() == 422 ? 1 : 0;
      });
  }
  BOOST_TEST(looked == 5);
  BOOST_TEST(database->secondFactors().find(idOf("aigul"))->wrong == 5);
}

BOOST_AUTO_TEST_CASE(after_a_hundred_wrong_ones_only_a_recovery_code_lets_in) {
  auto one = signedIn("aigul");
  const auto codes = setUp(one);
  sql("UPDATE balalyk_second_factor SET wrong = 100");
  auto in = atTheCode("aigul");
  BOOST_TEST(give(in, code("aigul")).status() == 422);
  BOOST_TEST(in.shows("Too many wrong codes in a row"));
  BOOST_TEST(in.submit("/sign-in/code", {{"recovery-password", codes[3]}}).status() == 303);
  BOOST_TEST(database->secondFactors().find(idOf("aigul"))->wrong == 0);
}

BOOST_AUTO_TEST_CASE(a_recovery_code_lets_in_once_and_new_ones_end_the_old) {
  auto one = signedIn("aigul");
  const auto codes = setUp(one);
  auto in = atTheCode("aigul"), again = atTheCode("aigul");
  auto typed = codes[0];
  std::ranges::transform(typed, typed.begin(),
                         [](char c) { return c == '-' ? ' ' : static_cast<char>(std::tolower(c)); });
  BOOST_TEST(in.submit("/sign-in/code", {{"recovery-password", typed}}).status() == 303);
  BOOST_TEST(again.submit("/sign-in/code", {{"recovery-password", codes[0]}}).status() == 422);
  BOOST_TEST(left("aigul") == 9);
  in.get(kFactorPage);
  BOOST_TEST(in.submit("/settings/second-factor/codes",
                       {{"current-password", kPassword}, {"one-time-password", wrongCode("aigul")}})
                 .status() == 422);
  BOOST_TEST(left("aigul") == 9);
  in.submit("/settings/second-factor/codes", {{"current-password", kPassword}, {"one-time-password", code("aigul")}});
  const auto others = shownCodes(in);
  BOOST_TEST(others.size() == 10u);
  BOOST_TEST(left("aigul") == 10);
  BOOST_TEST(again.submit("/sign-in/code", {{"recovery-password", codes[1]}}).status() == 422);
  again.get("/sign-in/code");
  BOOST_TEST(again.submit("/sign-in/code", {{"recovery-password", others[1]}}).status() == 303);
  BOOST_TEST(events("recoveryCodeUsed") == 2);
  BOOST_TEST(events("recoveryCodesMade") == 1);
}

BOOST_AUTO_TEST_CASE(a_planted_cookie_shares_nothing_of_the_sign_in) {
  withFactor("aigul");
  auto victim = browser();
  victim.get("/sign-in");
  auto planter = victim;  // has the same cookie
  BOOST_TEST(enter(victim, "aigul", kPassword, "").location() == "/sign-in/code");
  BOOST_TEST(planter.get("/sign-in/code").location() == "/sign-in");
  victim.get("/sign-in/code");
  auto twin = victim;  // and of the one before the code
  BOOST_TEST(give(victim, code("aigul")).status() == 303);
  BOOST_TEST((twin.cookies != victim.cookies));
  BOOST_TEST(twin.get("/settings").status() == 303);
  BOOST_TEST(planter.get("/settings").status() == 303);
}

BOOST_AUTO_TEST_CASE(a_session_without_the_password_changes_nothing) {
  auto thief = signedIn("aigul");
  thief.get(kFactorPage);
  BOOST_TEST(thief.submit("/settings/second-factor/begin", {}).status() == 422);
  // What the owner sets up meanwhile is neither seen nor confirmed elsewhere.
  auto owner = signedIn("aigul");
  owner.get(kFactorPage);
  owner.submit("/settings/second-factor/begin", {{"current-password", kPassword}});
  const auto secret = shownSecret(owner);
  thief.get(kFactorPage);
  BOOST_TEST(shownSecret(thief).empty());
  auto fields = thief.hidden("/settings/second-factor/begin");
  fields.emplace_back("one-time-password", codeOf(secret, database->now()));
  BOOST_TEST(thief.post("/settings/second-factor/confirm", fields).status() == 422);
  owner.submit("/settings/second-factor/confirm", {{"one-time-password", codeOf(secret, database->now())}});
  BOOST_TEST(shownCodes(owner).size() == 10u);
  later();
  // Nor is it replaced, switched off or given other codes by the password or a code alone.
  auto same = owner;  // with its cookie
  same.get(kFactorPage);
  fields = same.hidden("/settings/second-factor/off");
  fields.emplace_back("current-password", kPassword);
  BOOST_TEST(same.post("/settings/second-factor/begin", fields).status() == 422);
  BOOST_TEST(same.post("/settings/second-factor/off", fields).status() == 422);
  BOOST_TEST(same.post("/settings/second-factor/codes", fields).status() == 422);
  fields.back() = {"one-time-password", code("aigul")};
  BOOST_TEST(same.post("/settings/second-factor/off", fields).status() == 422);
  BOOST_TEST(same.post("/settings/second-factor/codes", fields).status() == 422);
  BOOST_TEST(database->secondFactors().find(idOf("aigul"))->secret == secret);
  BOOST_TEST(left("aigul") == 10);
}

BOOST_AUTO_TEST_CASE(it_is_switched_off_with_password_and_code_and_never_from_another_site) {
  auto one = withFactor("aigul");
  const TestBrowser::Fields both{{"current-password", kPassword}, {"one-time-password", code("aigul")}};
  auto forged = both;
  forged.insert(forged.end(), {{"csrf", std::string(43, 'a')}, {"once", std::string(43, 'b')}});
  one.post("/settings/second-factor/off", forged);
  BOOST_TEST(database->secondFactors().find(idOf("aigul")).has_value());
  auto other = atTheCode("aigul");
  BOOST_TEST(give(other, code("aigul")).status() == 303);
  later();
  one.get(kFactorPage);
  BOOST_TEST(one.submit("/settings/second-factor/off", both).location() == "/settings/second-factor?saved=off");
  BOOST_TEST(one.get("/settings").status() == 200);
  BOOST_TEST(other.get("/settings").status() == 303);
  BOOST_TEST(enter(other, "aigul").location() == "/archive");
  BOOST_TEST(events("secondFactorOff") == 1);
}

BOOST_AUTO_TEST_CASE(what_happens_to_the_account_between_password_and_code_counts) {
  withFactor("aigul");
  auto one = atTheCode("aigul");
  database->accounts().setActive(idOf("aigul"), false, "test");
  BOOST_TEST(give(one, code("aigul")).status() == 422);
  BOOST_TEST(one.shows("took too long"));
  database->accounts().setActive(idOf("aigul"), true, "test");
  auto two = atTheCode("aigul");
  manage().setPassword(manage().find("aigul"), signing::Secret(kOther));
  BOOST_TEST(give(two, code("aigul")).status() == 422);
  auto now = browser();
  enter(now, "aigul", kOther);
  now.get("/sign-in/code");
  database->secondFactors().remove(idOf("aigul"), "test");
  BOOST_TEST(give(now, "123456").status() == 422);
  BOOST_TEST(enter(now, "aigul", kOther, "").location() == "/archive");
}

BOOST_AUTO_TEST_CASE(the_code_is_asked_for_within_ten_minutes) {
  withFactor("aigul");
  auto one = atTheCode("aigul");
  sql("UPDATE portal_pending_sign_in SET kept = substr(kept, 1, length(kept) - 13) || "
      "CAST(CAST(substr(kept, length(kept) - 12) AS INTEGER) - 600000 AS TEXT)");
  BOOST_TEST(give(one, code("aigul")).status() == 422);
  BOOST_TEST(one.shows("took too long"));
  BOOST_TEST(one.get("/sign-in/code").location() == "/sign-in");
}

BOOST_AUTO_TEST_CASE(a_first_password_is_spent_by_the_code_not_before) {
  withFactor("aigul");
  const auto first = std::string(manage().firstPassword(manage().find("aigul")).reveal());
  auto one = browser(), two = browser();
  BOOST_TEST(enter(one, "aigul", first).location() == "/sign-in/code");
  BOOST_TEST(enter(two, "aigul", first).location() == "/sign-in/code");
  two.get("/sign-in/code");
  BOOST_TEST(give(two, code("aigul")).location() == "/settings/password");
  one.get("/sign-in/code");
  later();
  BOOST_TEST(give(one, code("aigul")).status() == 422);
  BOOST_TEST(one.get("/settings").status() == 303);
}

// Whoever knows the password signs in without end while its owner sets up the factor, or changes the password.
BOOST_AUTO_TEST_CASE(who_signs_in_at_the_moment_of_the_change_is_not_in) {
  const auto at = [&](const std::string& change) {
    sql("CREATE TRIGGER meanwhile BEFORE INSERT ON portal_session WHEN new.account_id <> '' BEGIN " + change + "; END");
    auto one = browser();
    BOOST_TEST(enter(one, "aigul", kPassword).status() == 422);
    BOOST_TEST(one.shows("Begin again"));
    BOOST_TEST(one.get("/settings").status() == 303);
    sql("DROP TRIGGER meanwhile");
    BOOST_TEST(database->sessions().list(idOf("aigul"), {}).empty());
  };
  at("INSERT INTO balalyk_second_factor (account_id, secret, confirmed_at, offered_to, offered_at, step, wrong) "
     "VALUES (new.account_id, 'MZXW6YTBOI', 1, '', 1, 0, 0)");
  sql("DELETE FROM balalyk_second_factor");
  at("UPDATE balalyk_account SET password_hash = 'another' WHERE id = new.account_id");
}

BOOST_AUTO_TEST_CASE(the_language_may_be_switched_between_password_and_code) {
  withFactor("aigul");
  auto one = atTheCode("aigul");
  BOOST_TEST(one.submit("/language", {{"language", "ru"}}).location() == "/sign-in/code");
  BOOST_TEST(one.get("/sign-in/code").status() == 200);
  BOOST_TEST(one.shows("<html lang=\"ru\">"));
  BOOST_TEST(give(one, code("aigul")).status() == 303);
  BOOST_TEST(one.get("/settings").status() == 200);
}

BOOST_AUTO_TEST_CASE(what_was_typed_when_the_session_ended_is_there_after_the_code) {
  auto one = withFactor("aigul");
  one.get("/feedback");
  endAllOf("aigul");
  one.submit("/feedback", {{"message", kMine}});
  BOOST_TEST(enter(one, "aigul", kPassword, "").location() == "/sign-in/code");
  one.get("/help");  // how codes are made, in another tab
  one.get("/sign-in/code");
  BOOST_TEST(give(one, wrongCode("aigul")).status() == 422);
  BOOST_TEST(give(one, code("aigul")).location() == "/feedback");
  one.get("/feedback");
  BOOST_TEST(one.shows("Жазганым"));
}

BOOST_AUTO_TEST_CASE(where_it_is_required_everybody_local_is_led_to_it_and_others_are_not) {
  AccountVisitors strict(*database, SecondFactorRule::required);
  auto with = parts();
  with.providers = {prover};
  Site site({.address = "https://portal.test", .uploads = folder / "uploads"}, allPages(with), database->sessions(),
            strict, log, [] {});
  TestBrowser one(site);
  BOOST_TEST(enter(one, "aigul").location() == kFactorPage);
  BOOST_TEST(one.get("/archive").location() == kFactorPage);
  one.get(kFactorPage);
  BOOST_TEST(one.shows("wants a second factor"));
  BOOST_TEST(setUp(one).size() == 10u);
  BOOST_TEST(one.get("/archive").status() == 200);
  one.get(kFactorPage);
  one.submit("/settings/second-factor/off", {{"current-password", kPassword}, {"one-time-password", code("aigul")}});
  BOOST_TEST(one.get("/archive").location() == kFactorPage);

  // The first password comes before it.
  const auto first = std::string(manage().firstPassword(manage().find("nurlan")).reveal());
  TestBrowser two(site);
  BOOST_TEST(enter(two, "nurlan", first).location() == "/settings/password");
  BOOST_TEST(two.get(kFactorPage).location() == "/settings/password");
  two.get("/settings/password");
  BOOST_TEST(two.submit("/settings/password", {{"new-password", kOther}, {"again-password", kOther}}).location() ==
             kFactorPage);

  const auto other = database->accounts().add({{"https://id.example", "S-1"}, "", "en"}, "test").value();
  BOOST_REQUIRE(database->accounts().grant(other, {Role::archivist, "", ""}, "test") == Accounts::Granted::yes);
  TestBrowser three(site);
  three.get("/sign-in/oidc");
  BOOST_TEST(three.get("/sign-in/return/oidc?code=c&state=" + prover->state).status() == 303);
  BOOST_TEST(three.get("/archive").status() == 200);
  three.get(kFactorPage);
  BOOST_TEST(three.shows("You sign in by another service"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
