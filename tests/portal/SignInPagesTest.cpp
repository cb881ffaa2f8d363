#include <boost/test/unit_test.hpp>
#include <regex>

#include "PagesFixture.h"

namespace balalyk::tests {
namespace {

using namespace web;

BOOST_FIXTURE_TEST_SUITE(SignInPages, Pages)

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
    BOOST_TEST(one.post("/sign-in", fields).location() == "/archive", next);  // where an archivist begins
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
  const auto form = urlEncoded({{"typed", "feedback"}, {"here", "/feedback"}, {"by", idOf("aigul")}, {"message", "x"}});
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
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
