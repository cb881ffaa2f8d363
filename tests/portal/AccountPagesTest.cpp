#include <boost/test/unit_test.hpp>

#include "PagesFixture.h"
#include "connectors/database/Database.h"
<<<<<<< HEAD
<<<<<<< HEAD
#include "connectors/database/PortalTables.h"
    =======
#include "connectors/portal/pages/AccountVisitors.h"
#include "connectors/portal/pages/AllPages.h"
#include "pipeline/casework/ManageAccounts.h"
#include "pipeline/ports/IdentityProvider.h"
    >>>>>>> notices15
=======
>>>>>>> integ

    namespace balalyk::tests {
  namespace {

  using namespace web;

  BOOST_FIXTURE_TEST_SUITE(PagesOfAnAccount, Pages)

<<<<<<< HEAD
<<<<<<< HEAD
  BOOST_AUTO_TEST_CASE(who_is_of_a_commissions_list_can_switch_mails_off) {
    auto one = signedIn("aigul");
    one.get("/settings");
    BOOST_TEST(!one.shows("/settings/mail"));
    PortalTables tables("sqlite:" + (folder / "portal.db").string());
    tables.put(Commission{.id = "K1", .name = {"Ош", "Ош"}, .soate = "41721000000000"});
    tables.put(Member{.id = "M7", .commissionId = "K1", .role = CommissionRole::secretary});
    const auto id = idOf("aigul");
    BOOST_REQUIRE(database->accounts().grant(id, {Role::secretary, "K1", "M7"}, "test") == Accounts::Granted::yes);
    one.get("/settings");
    BOOST_TEST(one.shows("id=\"mail\" value=\"yes\" checked"));
    BOOST_TEST(one.submit("/settings/mail", {}).location() == "/settings?saved=mail");
    BOOST_TEST(!database->notices().wanted(id));
    one.get("/settings?saved=mail");
    BOOST_TEST(one.shows("Your choice about mails was saved."));
    BOOST_TEST(one.submit("/settings/mail", {{"mail", "yes"}}).status() == 303);
    BOOST_TEST(database->notices().wanted(id));
=======
  BOOST_AUTO_TEST_CASE(a_password_leads_to_the_page_that_was_wanted_and_out_again) {
    auto one = browser();
    BOOST_TEST(one.get("/feedback?page=/help").location() == "/sign-in?next=/feedback%3Fpage%3D/help");
    const auto in = enter(one, "aigul", kPassword, "/sign-in?next=/feedback%3Fpage%3D/help");
    BOOST_TEST(in.location() == "/feedback?page=/help");
    BOOST_TEST(one.get("/feedback").status() == 200);
    BOOST_TEST(one.shows("<bdi>aigul</bdi>"));
    BOOST_TEST(one.get("/sign-in?next=/settings").location() == "/settings");
    one.get("/settings");
    BOOST_TEST(one.submit("/sign-out", {}).location() == "/");
    BOOST_TEST(one.get("/settings").status() == 303);
    BOOST_TEST(events("signedIn") == 1);
    BOOST_TEST(events("signedOut") == 1);
  }

  BOOST_AUTO_TEST_CASE(no_address_of_others_is_where_signing_in_leads) {
    for (const std::string next : {"//evil.example/", "https://evil.example/", "/sign-out", "javascript:x"}) {
      auto one = browser();
      one.get("/sign-in");
      auto fields = one.hidden("/sign-in");
      for (auto& [name, value] : fields)
        if (name == "next") value = next;
      fields.insert(fields.end(), {{"login", "aigul"}, {"password", kPassword}});
      BOOST_TEST(one.post("/sign-in", fields).location() == "/", next);
    }
  }

  BOOST_AUTO_TEST_CASE(a_wrong_password_keeps_the_login_and_many_say_how_long_to_wait) {
    auto one = browser();
    for (int i = 0; i < 5; ++i) BOOST_TEST(enter(one, "aigul", "wrong", i == 0 ? "/sign-in" : "").status() == 422);
    BOOST_TEST(one.shows("value=\"aigul\""));
    BOOST_TEST(!one.shows("wrong\""));
    BOOST_TEST(enter(one, "aigul", kPassword, "").status() == 429);
    BOOST_TEST(std::regex_search(one.page(), std::regex("1 minute")));
  }

  BOOST_AUTO_TEST_CASE(a_page_that_was_open_for_days_still_signs_in_and_a_double_click_does_too) {
    auto one = browser();
    one.get("/sign-in");
    BOOST_TEST(database->sessions().sweep({}) == 0);  // no session was made for who only looks
    auto twin = one;
    BOOST_TEST(enter(one, "aigul", kPassword, "").status() == 303);
    BOOST_TEST(enter(twin, "aigul", kPassword, "").status() == 303);
    BOOST_TEST(twin.get("/settings").status() == 200);
  }

  BOOST_AUTO_TEST_CASE(without_cookies_it_says_so) {
    auto one = browser();
    one.get("/sign-in");
    one.cookies.clear();
    BOOST_TEST(enter(one, "aigul", kPassword, "").status() == 422);
    BOOST_TEST(one.shows("sends no cookie"));
    one.cookies.clear();
    BOOST_TEST(one.get("/sign-in/return/oidc?state=s1&code=c").status() == 422);
    BOOST_TEST(one.shows("sends no cookie"));
  }

  BOOST_AUTO_TEST_CASE(another_site_cannot_sign_anybody_in) {
    auto one = browser();
    one.get("/sign-in");
    auto other = browser();
    other.get("/sign-in");
    auto fields = other.hidden("/sign-in");
    fields.insert(fields.end(), {{"login", "aigul"}, {"password", kPassword}});
    BOOST_TEST(one.post("/sign-in", fields).status() == 422);  // the token of another cookie
    BOOST_TEST(one.get("/settings").status() == 303);
  }

  BOOST_AUTO_TEST_CASE(what_was_typed_when_the_session_ended_is_there_after_the_password) {
    auto one = signedIn("aigul");
=======
BOOST_AUTO_TEST_CASE(a_first_password_is_changed_before_anything_else) {
  const auto first = manage().firstPassword(manage().find("aigul"));
  auto one = browser();
  BOOST_TEST(enter(one, "aigul", std::string(first.reveal())).location() == "/settings/password");
  BOOST_TEST(one.get("/settings").location() == "/settings/password");
  one.get("/settings/password");
  BOOST_TEST(!one.shows("current-password"));
  BOOST_TEST(one.submit("/settings/password", {{"new-password", "short"}, {"again-password", "short"}}).status() ==
             422);
  BOOST_TEST(one.submit("/settings/password", {{"new-password", kOther}, {"again-password", "x"}}).status() == 422);
  BOOST_TEST(!one.shows(kOther));
  BOOST_TEST(one.submit("/settings/password", {{"new-password", kOther}, {"again-password", kOther}}).location() ==
             "/");
  BOOST_TEST(one.get("/settings").status() == 200);
}

BOOST_AUTO_TEST_CASE(a_change_of_the_password_ends_the_other_sessions_and_needs_the_current_one) {
  auto one = signedIn("aigul"), other = signedIn("aigul");
  one.get("/settings/password");
  BOOST_TEST(one.submit("/settings/password",
                        {{"current-password", "wrong"}, {"new-password", kOther}, {"again-password", kOther}})
                 .status() == 422);
  BOOST_TEST(one.shows("current password is wrong"));
  BOOST_TEST(one.submit("/settings/password",
                        {{"current-password", kPassword}, {"new-password", kOther}, {"again-password", kOther}})
                 .location() == "/settings?saved=password");
  BOOST_TEST(one.get("/settings").status() == 200);
  BOOST_TEST(other.get("/settings").status() == 303);
  BOOST_TEST(events("passwordChanged") >= 1);
}

BOOST_AUTO_TEST_CASE(the_language_is_the_accounts_wherever_it_is_chosen) {
  auto one = signedIn("aigul");
  one.get("/settings");
  BOOST_TEST(one.submit("/settings/language", {{"language", "ru"}}).location() == "/settings?saved=language");
  auto other = signedIn("aigul");
  other.get("/settings");
  BOOST_TEST(other.shows("<html lang=\"ru\">"));
  other.submit("/language", {{"language", "ky"}});
  one.get("/settings");
  BOOST_TEST(one.shows("<html lang=\"ky\">"));
  BOOST_TEST(events("languageChosen") == 2);
}

BOOST_AUTO_TEST_CASE(a_switch_of_the_language_beside_a_form_keeps_what_is_typed) {
  auto one = signedIn("aigul");
  one.get("/feedback");
  BOOST_TEST(one.shows("form=\"typed-form\" formaction=\"/language\""));
  auto fields = one.hidden("/feedback");
  fields.insert(fields.end(), {{"message", kMine}, {"language", "ru"}});
  BOOST_TEST(one.post("/language", fields).location() == "/feedback");
  one.get("/feedback");
  BOOST_TEST(one.shows("<html lang=\"ru\">"));
  BOOST_TEST(one.shows("Жазганым"));
}

BOOST_AUTO_TEST_CASE(the_own_sessions_are_listed_by_browser_and_ended_one_or_all) {
  auto one = signedIn("aigul");
  auto chrome = browser(), third = browser();
  chrome.agent = "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36";
  enter(chrome, "aigul");
  enter(third, "aigul");
  auto stranger = signedIn("nurlan");
  one.get("/sessions");
  BOOST_TEST(one.shows(">Chrome</th>"));
  BOOST_TEST(one.shows("This browser"));
  const std::string digest = [&] {
    for (const auto& session : database->sessions().list(idOf("aigul"), {}))
      if (session.browser == "Chrome") return session.digest;
    return std::string();
  }();
  BOOST_TEST(one.submit("/sessions/end", {{"which", digest}}).status() == 303);
  BOOST_TEST(chrome.get("/settings").status() == 303);
  const auto foreign = database->sessions().list(idOf("nurlan"), {}).at(0).digest;
  one.get("/sessions");
  one.submit("/sessions/end", {{"which", foreign}});
  BOOST_TEST(stranger.get("/settings").status() == 200);
  one.get("/sessions");
  one.submit("/sessions/end", {{"which", "others"}});
  BOOST_TEST(third.get("/settings").status() == 303);
  BOOST_TEST(one.get("/settings").status() == 200);
  BOOST_TEST(events("sessionEnded") == 1);
  BOOST_TEST(events("sessionsEnded") == 1);
}

BOOST_AUTO_TEST_CASE(feedback_is_limited_in_length_and_number_and_says_so) {
  auto one = signedIn("aigul");
  one.get("/feedback?page=/settings%3Fname%3Dx");
  BOOST_TEST(one.submit("/feedback", {{"message", " \n "}}).status() == 422);
  std::string letters;
  for (std::size_t i = 0; i < kFeedbackLongest; ++i) letters += "ү";
  BOOST_TEST(one.submit("/feedback", {{"message", letters + "ү"}}).status() == 422);
  BOOST_TEST(one.shows(letters));  // what was typed is still there
  BOOST_TEST(one.submit("/feedback", {{"message", letters}}).status() == 303);
  BOOST_TEST(database->feedback().newest(1).at(0).page == "/settings");
  for (int i = 1; i < kFeedbackDaily; ++i) {
>>>>>>> integ
    one.get("/feedback");
    endAllOf("aigul");
    const auto ended = one.submit("/feedback", {{"message", kMine}});
    BOOST_TEST(ended.status() == 403);
    BOOST_TEST(one.shows("Your session has ended"));
    BOOST_TEST(one.shows("is not lost"));
    BOOST_TEST(enter(one, "aigul", "wrong", "").status() == 422);  // and past a mistake
    BOOST_TEST(enter(one, "aigul", kPassword, "").location() == "/feedback");
    one.get("/feedback");
    BOOST_TEST(one.shows("Жазганым: &lt;b&gt;&quot;эки&quot;&lt;/b&gt; &amp; бир\nэкинчи сап + 100%</textarea>"));
    BOOST_TEST(database->feedback().newest(10).empty());  // it is not sent by itself
    BOOST_TEST(one.submit("/feedback", {{"message", kMine}}).location() == "/feedback/thanks");
    BOOST_TEST(database->feedback().newest(10).at(0).message == kMine);
    one.get("/feedback");
    BOOST_TEST(!one.shows("Жазганым"));
  }

  BOOST_AUTO_TEST_CASE(what_one_typed_is_never_another_ones) {
    auto one = signedIn("aigul");
    one.get("/feedback");
    endAllOf("aigul");
    one.submit("/feedback", {{"message", kMine}});
    BOOST_TEST(enter(one, "nurlan", kPassword, "").status() == 303);
    one.get("/feedback");
    BOOST_TEST(!one.shows("Жазганым"));
  }

  BOOST_AUTO_TEST_CASE(a_form_of_an_earlier_session_is_kept_for_whom_signed_in_again_elsewhere) {
    auto one = signedIn("aigul");
    one.get("/feedback");
    auto tab = one;  // the form stays open here
    endAllOf("aigul");
    BOOST_TEST(enter(one, "aigul").status() == 303);
    tab.cookies = one.cookies;
    BOOST_TEST(tab.submit("/feedback", {{"message", kMine}}).location() == "/feedback");
    tab.get("/feedback");
    BOOST_TEST(tab.shows("Жазганым"));
    BOOST_TEST(database->feedback().newest(10).empty());
  }

  BOOST_AUTO_TEST_CASE(another_site_cannot_put_text_into_a_form) {
    auto one = signedIn("aigul");
    RawHead head{"POST", "/feedback", "HTTP/1.1", {{"Host", "portal.test"}, {"Sec-Fetch-Site", "cross-site"}}};
    const auto form =
        urlEncoded({{"typed", "feedback"}, {"here", "/feedback"}, {"by", idOf("aigul")}, {"message", "x"}});
    head.fields.emplace_back("Cookie", "__Host-balalyk-session=" + one.cookies.at("__Host-balalyk-session"));
    head.fields.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    head.fields.emplace_back("Content-Length", std::to_string(form.size()));
    TextSource source(form);
    BOOST_TEST(pages->answer(head, source, "192.0.2.1").status() == 403);
    BOOST_TEST(database->drafts().list(idOf("aigul")).empty());
  }

  struct WithProvider : Pages {
    WithProvider() {
      const auto account = database->accounts().admit({{"https://id.example", "S-1"}, "", ""}, {}).value();
      manage().grant(*database->accounts().account(account), Role::archivist, "", "");
      provided = account;
    }
    std::string provided;
  };

  BOOST_FIXTURE_TEST_CASE(a_provider_signs_in_and_leads_to_the_page_that_was_wanted, WithProvider) {
    auto one = browser();
    one.get("/sign-in?next=/settings");
    BOOST_TEST(one.shows("href=\"/sign-in/oidc?next=/settings\""));
    const auto away = one.get("/sign-in/oidc?next=/settings");
    BOOST_TEST(away.location() == "https://id.example/authorize?state=s1");
    BOOST_TEST(prover->returned == "https://portal.test/sign-in/return/oidc");
    BOOST_TEST(one.get("/sign-in/return/oidc?state=s1&code=c").location() == "/settings");
    BOOST_TEST(one.get("/settings").status() == 200);
    BOOST_TEST(one.shows("archivist"));  // not the subject, which may be a personal number
    BOOST_TEST(!one.shows("S-1"));
    BOOST_TEST(browser().get("/sign-in/nobody").status() == 404);
  }

  BOOST_FIXTURE_TEST_CASE(what_was_typed_waits_while_a_provider_is_asked, WithProvider) {
    auto one = browser();
    one.get("/sign-in/oidc");
    one.get("/sign-in/return/oidc?code=c&state=" + prover->state);
    one.get("/feedback");
    database->sessions().endAll(provided, "");
    one.submit("/feedback", {{"message", kMine}});
    const auto on = one.submit("/sign-in/oidc", {});
    BOOST_TEST(on.status() == 200);
    const auto fields = on.fields();
    BOOST_TEST(std::ranges::any_of(
        fields, [](const auto& field) { return field.first == "Refresh" && field.second == "0; url=/sign-in/oidc"; }));
    BOOST_TEST(one.get("/sign-in/oidc").location().starts_with("https://id.example/"));
    BOOST_TEST(one.get("/sign-in/return/oidc?state=wrong&code=c").status() == 422);
    // Even past a mistake over there.
    BOOST_TEST(one.submit("/sign-in/oidc", {}).status() == 200);
    one.get("/sign-in/oidc");
    BOOST_TEST(one.get("/sign-in/return/oidc?code=c&state=" + prover->state).location() == "/feedback");
    one.get("/feedback");
    BOOST_TEST(one.shows("Жазганым"));
  }

  BOOST_FIXTURE_TEST_CASE(a_provider_that_is_down_says_so_with_the_number_of_the_log, WithProvider) {
    prover->isDown = true;
    auto one = browser();
    BOOST_TEST(one.get("/sign-in/oidc").status() == 503);
    const auto trouble = log.all().back();
    BOOST_TEST(trouble.problem.code == "identityProviderDown");
    BOOST_TEST(trouble.route == "/sign-in/{provider:word}");
    BOOST_TEST(one.shows(trouble.number));
    BOOST_TEST(enter(one, "aigul", kPassword, "").status() == 303);  // the other ways stay open
  }

  BOOST_AUTO_TEST_CASE(a_return_that_nobody_began_or_with_a_parameter_twice_is_refused) {
    auto one = browser();
    one.get("/sign-in");
    BOOST_TEST(one.get("/sign-in/return/oidc?state=s1&code=c").status() == 422);
    BOOST_TEST(one.get("/sign-in/return/oidc?state=s1&state=s1&code=c").status() == 400);
>>>>>>> notices15
  }

  BOOST_AUTO_TEST_CASE(a_first_password_is_changed_before_anything_else) {
    const auto first = manage().firstPassword(manage().find("aigul"));
    auto one = browser();
    BOOST_TEST(enter(one, "aigul", std::string(first.reveal())).location() == "/settings/password");
    BOOST_TEST(one.get("/settings").location() == "/settings/password");
    one.get("/settings/password");
    BOOST_TEST(!one.shows("current-password"));
    BOOST_TEST(one.submit("/settings/password", {{"new-password", "short"}, {"again-password", "short"}}).status() ==
               422);
    BOOST_TEST(one.submit("/settings/password", {{"new-password", kOther}, {"again-password", "x"}}).status() == 422);
    BOOST_TEST(!one.shows(kOther));
    BOOST_TEST(one.submit("/settings/password", {{"new-password", kOther}, {"again-password", kOther}}).location() ==
               "/");
    BOOST_TEST(one.get("/settings").status() == 200);
  }

  BOOST_AUTO_TEST_CASE(a_change_of_the_password_ends_the_other_sessions_and_needs_the_current_one) {
    auto one = signedIn("aigul"), other = signedIn("aigul");
    one.get("/settings/password");
    BOOST_TEST(one.submit("/settings/password",
                          {{"current-password", "wrong"}, {"new-password", kOther}, {"again-password", kOther}})
                   .status() == 422);
    BOOST_TEST(one.shows("current password is wrong"));
    BOOST_TEST(one.submit("/settings/password",
                          {{"current-password", kPassword}, {"new-password", kOther}, {"again-password", kOther}})
                   .location() == "/settings?saved=password");
    BOOST_TEST(one.get("/settings").status() == 200);
    BOOST_TEST(other.get("/settings").status() == 303);
    BOOST_TEST(events("passwordChanged") >= 1);
  }

  BOOST_AUTO_TEST_CASE(the_language_is_the_accounts_wherever_it_is_chosen) {
    auto one = signedIn("aigul");
    one.get("/settings");
    BOOST_TEST(one.submit("/settings/language", {{"language", "ru"}}).location() == "/settings?saved=language");
    auto other = signedIn("aigul");
    other.get("/settings");
    BOOST_TEST(other.shows("<html lang=\"ru\">"));
    other.submit("/language", {{"language", "ky"}});
    one.get("/settings");
    BOOST_TEST(one.shows("<html lang=\"ky\">"));
    BOOST_TEST(events("languageChosen") == 2);
  }

  BOOST_AUTO_TEST_CASE(a_switch_of_the_language_beside_a_form_keeps_what_is_typed) {
    auto one = signedIn("aigul");
    one.get("/feedback");
    BOOST_TEST(one.shows("form=\"typed-form\" formaction=\"/language\""));
    auto fields = one.hidden("/feedback");
    fields.insert(fields.end(), {{"message", kMine}, {"language", "ru"}});
    BOOST_TEST(one.post("/language", fields).location() == "/feedback");
    one.get("/feedback");
    BOOST_TEST(one.shows("<html lang=\"ru\">"));
    BOOST_TEST(one.shows("Жазганым"));
  }

  BOOST_AUTO_TEST_CASE(the_own_sessions_are_listed_by_browser_and_ended_one_or_all) {
    auto one = signedIn("aigul");
    auto chrome = browser(), third = browser();
    chrome.agent = "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36";
    enter(chrome, "aigul");
    enter(third, "aigul");
    auto stranger = signedIn("nurlan");
    one.get("/sessions");
    BOOST_TEST(one.shows(">Chrome</th>"));
    BOOST_TEST(one.shows("This browser"));
    const std::string digest = [&] {
      for (const auto& session : database->sessions().list(idOf("aigul"), {}))
        if (session.browser == "Chrome") return session.digest;
      return std::string();
    }();
    BOOST_TEST(one.submit("/sessions/end", {{"which", digest}}).status() == 303);
    BOOST_TEST(chrome.get("/settings").status() == 303);
    const auto foreign = database->sessions().list(idOf("nurlan"), {}).at(0).digest;
    one.get("/sessions");
    one.submit("/sessions/end", {{"which", foreign}});
    BOOST_TEST(stranger.get("/settings").status() == 200);
    one.get("/sessions");
    one.submit("/sessions/end", {{"which", "others"}});
    BOOST_TEST(third.get("/settings").status() == 303);
    BOOST_TEST(one.get("/settings").status() == 200);
    BOOST_TEST(events("sessionEnded") == 1);
    BOOST_TEST(events("sessionsEnded") == 1);
  }

  BOOST_AUTO_TEST_CASE(feedback_is_limited_in_length_and_number_and_says_so) {
    auto one = signedIn("aigul");
    one.get("/feedback?page=/settings%3Fname%3Dx");
    BOOST_TEST(one.submit("/feedback", {{"message", " \n "}}).status() == 422);
    std::string letters;
    for (std::size_t i = 0; i < kFeedbackLongest; ++i) letters += "ү";
    BOOST_TEST(one.submit("/feedback", {{"message", letters + "ү"}}).status() == 422);
    BOOST_TEST(one.shows(letters));  // what was typed is still there
    BOOST_TEST(one.submit("/feedback", {{"message", letters}}).status() == 303);
    BOOST_TEST(database->feedback().newest(1).at(0).page == "/settings");
    for (int i = 1; i < kFeedbackDaily; ++i) {
      one.get("/feedback");
      BOOST_TEST(one.submit("/feedback", {{"message", "x"}}).status() == 303);
    }
    one.get("/feedback");
    BOOST_TEST(one.submit("/feedback", {{"message", "eleventh"}}).status() == 422);
    BOOST_TEST(one.shows("eleventh"));
  }

  BOOST_AUTO_TEST_CASE(a_database_that_is_locked_keeps_the_form_and_takes_it_afterwards) {
    const auto connection = "sqlite:" + (folder / "portal.db").string();
    const auto impatient = openDatabase(connection, {.deadline = std::chrono::milliseconds(500)});
    const auto with = parts();
    const PageParts quick{*impatient, with.store, with.pdf, with.passwords, {}, with.origin, with.sessions, with.zone};
    AccountVisitors visitors(*impatient);
    Site site({.address = "https://portal.test", .uploads = folder / "uploads"}, allPages(quick), impatient->sessions(),
              visitors, log, [] {});
    TestBrowser one(site);
    one.cookies = signedIn("aigul").cookies;
    one.get("/feedback");
    PortalTables writer(connection);
    writer.together([&] { BOOST_TEST(one.submit("/feedback", {{"message", kMine}}).status() == 503); });
    BOOST_TEST(one.shows("Nothing was saved"));
    BOOST_TEST(one.shows("Send again"));
    BOOST_TEST(one.shows(log.all().back().number));
    BOOST_TEST(one.submit("/feedback", {}).location() == "/feedback/thanks");
    BOOST_TEST(database->feedback().newest(10).at(0).message == kMine);
  }

  BOOST_AUTO_TEST_SUITE_END()

  }  // namespace
}  // namespace balalyk::tests
