#include <boost/test/unit_test.hpp>
#include <regex>
#include <thread>

#include "TestSite.h"

namespace balalyk::tests {
namespace {

using namespace web;

std::string form(const TestSite::SignedIn& who, const std::string& once, const std::string& rest = "&what=it") {
  return "csrf=" + who.csrf + "&once=" + once + rest;
}

// A route names who may use it, or it is not one.
template <typename R>
concept TakesRouteWithoutAccess = requires(R routes, Handler handler) {
  routes.get("/x", handler);
};
template <typename R>
concept TakesPostWithoutAccess = requires(R routes, Handler handler) {
  routes.post("/x", Takes::form, handler);
};
static_assert(!TakesRouteWithoutAccess<Routes> && !TakesPostWithoutAccess<Routes>);
static_assert(!std::is_default_constructible_v<Access>);

BOOST_AUTO_TEST_SUITE(SiteOfPages)

BOOST_AUTO_TEST_CASE(the_start_page_comes_with_every_security_header) {
  TestSite test;
  const auto answer = test.get("/");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.field("Content-Security-Policy") ==
             "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
             "connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
             "object-src 'none'");
  BOOST_TEST(answer.field("X-Content-Type-Options") == "nosniff");
  BOOST_TEST(answer.field("Referrer-Policy") == "no-referrer");
  BOOST_TEST(answer.field("Cross-Origin-Opener-Policy") == "same-origin");
  BOOST_TEST(answer.field("Cross-Origin-Resource-Policy") == "same-origin");
  BOOST_TEST(answer.field("Strict-Transport-Security") == "max-age=31536000; includeSubDomains");
  BOOST_TEST(answer.field("Cache-Control") == "no-store");
  BOOST_TEST(answer.field("Server").empty());
  BOOST_TEST(answer.field("Set-Cookie").empty());  // who only reads gets no cookie
}

BOOST_AUTO_TEST_CASE(a_pdf_may_be_shown_in_our_frame_and_its_viewer_is_not_stopped) {
  TestSite test;
  const auto answer = test.get("/test/pdf");
  BOOST_TEST(answer.field("Content-Security-Policy") == "frame-ancestors 'self'");
  BOOST_TEST(answer.field("X-Content-Type-Options") == "nosniff");
  BOOST_TEST(answer.field("Content-Type") == "application/pdf");
}

BOOST_AUTO_TEST_CASE(a_download_keeps_its_name_and_never_leaves_the_header) {
  TestSite test;
  const auto answer = test.get("/test/csv");
  BOOST_TEST(answer.field("Content-Disposition").starts_with("attachment; filename="));
  BOOST_TEST(
      answer.field("Content-Disposition").ends_with("filename*=UTF-8''%D1%82%D0%B8%D0%B7%D0%BC%D0%B5%20%221%22.csv"));
}

BOOST_AUTO_TEST_CASE(assets_have_their_digest_in_the_name_and_are_kept_for_a_year) {
  TestSite test;
  const auto page = test.get("/").body;
  std::smatch sheet;
  BOOST_REQUIRE(std::regex_search(page, sheet, std::regex(R"(href="(/assets/portal\.[0-9a-f]{16}\.css)\")")));
  const auto answer = test.get(sheet[1]);
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.field("Cache-Control") == "public, max-age=31536000, immutable");
  std::smatch font;
  BOOST_REQUIRE(std::regex_search(answer.body, font, std::regex(R"(url\((/assets/pt-sans\.[0-9a-f]{16}\.ttf)\))")));
  BOOST_TEST(test.get(font[1]).field("Content-Type") == "font/ttf");
  BOOST_TEST(test.get("/assets/portal.0000000000000000.css").status == 404);
}

BOOST_AUTO_TEST_CASE(head_has_the_length_and_no_body) {
  TestSite test;
  const auto answer = test.send("HEAD / HTTP/1.1\r\nHost: portal.test\r\n\r\n");
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(std::stoi(answer.field("Content-Length")) > 1'000);
  BOOST_TEST(answer.body.empty());
}

BOOST_AUTO_TEST_CASE(a_parameter_of_another_type_is_another_address) {
  TestSite test;
  BOOST_TEST(test.get("/test/seen/a-1/7").body == "a-1 7");
  for (const char* path :
       {"/test/seen/a.b/7", "/test/seen/a/x", "/test/seen/a/7/", "/test/seen/a", "/test/seen/a/1234567890"})
    BOOST_TEST(test.get(path).status == 404, path);
}

BOOST_AUTO_TEST_CASE(the_language_is_the_one_chosen_or_asked_for) {
  TestSite test;
  BOOST_TEST(test.get("/").body.find("<html lang=\"ky\">") != std::string::npos);
  BOOST_TEST(test.get("/", "Accept-Language: de, en;q=0.5, ru;q=0.9\r\n").body.find("lang=\"ru\">") !=
             std::string::npos);
  const auto chosen = test.post("/language", "language=en&here=%2Fprivacy");
  BOOST_TEST(chosen.status == 303);
  BOOST_TEST(chosen.field("Location") == "/privacy");
  BOOST_TEST(chosen.cookie("__Host-balalyk-language") == "en");
  BOOST_TEST(
      test.get("/", "Accept-Language: ru\r\nCookie: __Host-balalyk-language=en\r\n").body.find("<html lang=\"en\">") !=
      std::string::npos);
  BOOST_TEST(test.post("/language", "language=xx").cookie("__Host-balalyk-language").empty());
}

BOOST_AUTO_TEST_CASE(who_is_not_signed_in_is_led_to_the_door_and_another_role_is_refused) {
  TestSite test;
  const auto nobody = test.get("/test/list");
  BOOST_TEST(nobody.status == 303);
  BOOST_TEST(nobody.field("Location") == "/sign-in?next=/test/list");
  // An address that would be too long once it is escaped again.
  BOOST_TEST(test.get("/test/list?name=" + std::string(1'500, '+')).field("Location") == "/sign-in");
  BOOST_TEST(test.get("/test/list", "Accept: application/json\r\n").status == 401);
  BOOST_TEST(test.get("/test/list", test.signIn("A1").cookie).status == 403);
  const auto own = test.get("/test/list", test.signIn("S1").cookie);
  BOOST_TEST(own.status == 200);
  BOOST_TEST(own.body.find("&lt;b&gt;&amp;&quot;&apos;") != std::string::npos);
  BOOST_TEST(own.body.find("Айгүл &lt;катчы&gt;") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_person_made_inactive_is_out_at_the_next_request) {
  TestSite test;
  const auto who = test.signIn("S1");
  BOOST_TEST(test.get("/test/mine", who.cookie).body == "S1");
  test.visitors.accounts.erase("S1");
  const auto out = test.get("/test/mine", who.cookie);
  BOOST_TEST(out.status == 303);
  BOOST_TEST(out.field("Set-Cookie").find("Max-Age=0") != std::string::npos);
  test.visitors.accounts["S1"] = TestVisitors::visitor("S1", "x", Role::secretary, "K1");
  BOOST_TEST(test.get("/test/mine", who.cookie).status == 303);  // the session itself is gone
}

BOOST_AUTO_TEST_CASE(signing_in_gives_a_new_id_and_signing_out_ends_it) {
  TestSite test;
  const auto page = test.get("/test/form");
  const auto planted = page.cookie("__Host-balalyk-session");
  BOOST_TEST(page.field("Set-Cookie").find("; Path=/; HttpOnly; SameSite=Lax; Secure") != std::string::npos);
  std::smatch csrf, once;
  BOOST_REQUIRE(std::regex_search(page.body, csrf, std::regex("name=\"csrf\" value=\"([^\"]+)\"")));
  BOOST_REQUIRE(std::regex_search(page.body, once, std::regex("name=\"once\" value=\"([^\"]+)\"")));
  const auto before = "Cookie: __Host-balalyk-session=" + planted + "\r\n";
  const auto in = test.post("/test/sign-in", "csrf=" + csrf[1].str() + "&once=" + once[1].str(), before);
  BOOST_TEST(in.status == 303);
  const auto id = in.cookie("__Host-balalyk-session");
  BOOST_TEST(id.size() == 43u);
  BOOST_TEST(id != planted);
  const auto after = "Cookie: __Host-balalyk-session=" + id + "\r\n";
  BOOST_TEST(test.get("/test/mine", after).body == "S1");
  BOOST_TEST(test.get("/test/mine", before).status == 303);
  const auto mine = test.get("/test/list", after).body;
  BOOST_REQUIRE(std::regex_search(mine, csrf, std::regex("name=\"csrf\" value=\"([^\"]+)\"")));
  const auto out = test.post("/sign-out", "csrf=" + csrf[1].str() + "&once=" + freshToken(), after);
  BOOST_TEST(out.field("Clear-Site-Data") == "\"cache\", \"storage\"");
  BOOST_TEST(test.get("/test/mine", after).status == 303);
}

BOOST_AUTO_TEST_CASE(a_form_without_its_token_or_with_another_sessions_does_nothing) {
  TestSite test;
  const auto who = test.signIn("S1"), other = test.signIn("S1");
  for (const auto& csrf : {std::string(), std::string("x"), other.csrf})
    BOOST_TEST(test.post("/test/do", "csrf=" + csrf + "&once=" + freshToken() + "&what=it", who.cookie).status == 403,
               csrf);
  BOOST_TEST(test.post("/test/do", form(who, "short"), who.cookie).status == 400);
  BOOST_TEST(test.post("/test/do", form(who, freshToken()), who.cookie + "Sec-Fetch-Site: cross-site\r\n").status ==
             403);
  BOOST_TEST(test.done == 0);
  BOOST_TEST(test.post("/test/do", form(who, freshToken()), who.cookie + "Origin: null\r\n").status == 303);
  BOOST_TEST(test.done == 1);
}

BOOST_AUTO_TEST_CASE(a_form_sent_twice_does_one_thing_and_is_answered_alike) {
  TestSite test;
  const auto who = test.signIn("S1");
  const auto once = freshToken();
  const auto first = test.post("/test/do", form(who, once), who.cookie);
  const auto second = test.post("/test/do", form(who, once), who.cookie);
  BOOST_TEST(first.field("Location") == "/test/seen/a/1");
  BOOST_TEST(second.field("Location") == "/test/seen/a/1");
  BOOST_TEST(test.done == 1);
}

BOOST_AUTO_TEST_CASE(a_page_that_the_browser_kept_sends_what_was_changed_on_it) {
  TestSite test;
  const auto who = test.signIn("S1");
  const auto once = freshToken();
  const auto sent = [&](const std::string& text) {
    return test.post("/test/do", form(who, once, "&what=" + text), who.cookie).field("Location");
  };
  BOOST_TEST(sent("one") == "/test/seen/a/1");
  BOOST_TEST(sent("two") == "/test/seen/a/2");  // «back», and another text
  BOOST_TEST(sent("one&do=other") == "/test/seen/a/1");
  BOOST_TEST(sent("two") == "/test/seen/a/2");
  BOOST_TEST(test.done == 2);
}

BOOST_AUTO_TEST_CASE(a_form_that_did_nothing_may_come_again) {
  TestSite test;
  const auto who = test.signIn("S1");
  const auto once = freshToken();
  BOOST_TEST(test.post("/test/do", form(who, once, ""), who.cookie).status == 422);
  BOOST_TEST(test.post("/test/do", form(who, once), who.cookie).status == 303);
}

BOOST_AUTO_TEST_CASE(a_double_click_while_the_first_still_runs_does_one_thing) {
  TestSite test;
  test.hold = true;
  const auto who = test.signIn("S1");
  const auto once = freshToken();
  int first = 0;
  std::jthread click([&] { first = test.post("/test/do", form(who, once), who.cookie).status; });
  BOOST_TEST(eventually([&] { return test.held == 1; }));
  std::jthread release([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    test.hold = false;
  });
  const auto second = test.post("/test/do", form(who, once), who.cookie);
  click.join();
  BOOST_TEST(first == 303);
  BOOST_TEST(second.field("Location") == "/test/seen/a/1");  // it waits for the same answer
  BOOST_TEST(test.done == 1);
}

BOOST_AUTO_TEST_CASE(an_error_page_has_the_number_of_the_log_and_nothing_of_the_fault) {
  TestSite test;
  const auto answer = test.get("/test/fails");
  BOOST_TEST(answer.status == 500);
  BOOST_REQUIRE_EQUAL(test.log.all().size(), 1u);
  const auto trouble = test.log.all()[0];
  BOOST_TEST(trouble.number.size() == 8u);
  BOOST_TEST(trouble.route == "/test/fails");
  BOOST_TEST(toString(trouble.problem).find("2150520") == std::string::npos);  // not in the log either
  BOOST_TEST(answer.body.find(trouble.number) != std::string::npos);
  BOOST_TEST(answer.body.find("2150520") == std::string::npos);
  const auto json = test.get("/test/fails", "Accept: application/json\r\n");
  BOOST_TEST(json.field("Content-Type") == "application/problem+json");
  BOOST_TEST(json.body.find("\"status\":500") != std::string::npos);
  BOOST_TEST(json.body.find("2150520") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_too_large_or_empty_leaves_what_was_typed_to_be_sent_again) {
  TestSite test;
  const auto who = test.signIn("S1");
  for (const std::size_t size : {std::size_t{21} << 20, std::size_t{0}}) {
    std::string body;
    for (const auto& [name, value] :
         std::map<std::string, std::string>{{"csrf", who.csrf}, {"once", freshToken()}, {"comments", "Кошумча <сап>"}})
      body += "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    body += "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.pdf\"\r\n\r\n" +
            std::string(size, 'x') + "\r\n--b--\r\n";
    const auto answer =
        test.send("POST /test/upload HTTP/1.1\r\nHost: portal.test\r\nOrigin: https://portal.test\r\n" + who.cookie +
                  "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " + std::to_string(body.size()) +
                  "\r\n\r\n" + body);
    BOOST_TEST(answer.status == (size ? 413 : 400));
    BOOST_TEST(answer.body.find("name=\"comments\" value=\"Кошумча &lt;сап&gt;\"") != std::string::npos);
    BOOST_TEST(answer.body.find("type=\"file\" id=\"file-again\" name=\"file\"") != std::string::npos);
  }
  BOOST_TEST(test.uploaded.empty());
  BOOST_TEST(test.filesInUploads() == 0u);
}

BOOST_AUTO_TEST_CASE(what_passes_is_503_and_says_when_to_come_again) {
  TestSite test;
  const auto answer = test.get("/test/away");
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(answer.field("Retry-After") == "10");
  BOOST_TEST(test.log.all().at(0).problem.code == "databaseLocked");
}

BOOST_AUTO_TEST_CASE(a_sign_in_that_fails_shows_again_what_it_carries_and_never_a_password) {
  TestSite test;
  const auto who = test.signIn("S1");
  const auto answer = [&](const std::string& carried) {
    return test.post("/test/door", form(who, freshToken(), "&login=aigul&password=geheim&carried=" + carried),
                     who.cookie);
  };
  BOOST_TEST(answer("kept").status == 503);
  BOOST_TEST(answer("kept").body.find("name=\"carried\" value=\"kept\"") != std::string::npos);
  BOOST_TEST(answer("kept").body.find("geheim") == std::string::npos);
  BOOST_TEST(answer("").body.find("name=\"login\"") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_away_ends_no_session) {
  TestSite test;
  const auto who = test.signIn("S1");
  std::filesystem::rename(test.folder / "portal.db", test.folder / "away.db");
  const auto answer = test.get("/test/mine", who.cookie);
  std::filesystem::rename(test.folder / "away.db", test.folder / "portal.db");
  BOOST_TEST(answer.field("Set-Cookie").empty());
  BOOST_TEST(eventually([&] { return test.get("/test/mine", who.cookie).body == "S1"; }));
}

BOOST_AUTO_TEST_CASE(readiness_is_for_this_machine_and_not_for_who_comes_through_nginx) {
  TestSite test;
  BOOST_TEST(test.send("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").status == 200);
  test.away = true;
  const auto away = test.get("/healthz");
  BOOST_TEST(away.status == 503);
  BOOST_TEST(away.body.find("databaseUnreachable") != std::string::npos);
  BOOST_TEST(test.get("/healthz", "X-Real-IP: 10.1.2.3\r\n").status == 404);
}

BOOST_AUTO_TEST_CASE(the_client_is_whom_nginx_names) {
  TestSite test;
  BOOST_TEST(test.get("/test/client").body == "127.0.0.1");
  BOOST_TEST(test.get("/test/client", "X-Real-IP: 10.1.2.3\r\n").body == "10.1.2.3");
  BOOST_TEST(test.get("/test/client", "X-Real-IP: <script>\r\n").status == 400);
}

BOOST_AUTO_TEST_CASE(another_host_names_the_sender_only_where_tls_ends_on_it) {
  TestSite test;
  const RawHead raw{"GET", "/test/client", "HTTP/1.1", {{"Host", "portal.test"}, {"X-Real-IP", "10.1.2.3"}}};
  TextSource nothing("");
  BOOST_TEST(test.site->answer(raw, nothing, "192.0.2.7").body() == "192.0.2.7");
  const SiteOptions beyond{.address = "https://portal.test", .uploads = test.folder / "uploads", .proxyBeyond = true};
  Content content;
  content.routes = test.site->routes();
  Site behind(beyond, std::move(content), test.database->sessions(), test.visitors, test.log, [] {});
  BOOST_TEST(behind.answer(raw, nothing, "192.0.2.7").body() == "10.1.2.3");
}

BOOST_AUTO_TEST_CASE(a_program_sends_what_it_likes_with_a_token_and_without_cookies) {
  TestSite test;
  const std::string type = "Content-Type: application/json\r\n";
  BOOST_TEST(test.post("/api/test", "{}", type + "Authorization: Bearer good\r\n").body == "{}");
  const auto refused = test.post("/api/test", "{}", type + test.signIn("S1").cookie);
  BOOST_TEST(refused.status == 401);
  BOOST_TEST(refused.field("Content-Type") == "application/problem+json");
}

BOOST_AUTO_TEST_CASE(on_this_machine_cookies_have_no_secure_mark_and_another_name) {
  TestSite test({}, "http://127.0.0.1:8480");
  const auto page = test.send("GET /test/form HTTP/1.1\r\nHost: localhost:8480\r\n\r\n");
  BOOST_TEST(page.cookie("balalyk-session").size() == 43u);
  BOOST_TEST(page.field("Set-Cookie").find("Secure") == std::string::npos);
  BOOST_TEST(page.field("Strict-Transport-Security").empty());
  BOOST_TEST(test.send("GET / HTTP/1.1\r\nHost: [::1]:8480\r\n\r\n").body.find("demo-banner") != std::string::npos);
  BOOST_TEST(test.send("GET / HTTP/1.1\r\nHost: rebound.example:8480\r\n\r\n").status == 421);
  BOOST_CHECK_THROW(Origin("http://portal.example"), Error);
  BOOST_CHECK_THROW(Origin("https://portal.example/path"), Error);
}

BOOST_AUTO_TEST_CASE(stopping_finishes_what_runs) {
  TestSite test;
  test.hold = true;
  Answer slow("");
  std::jthread client([&] { slow = test.get("/test/slow"); });
  BOOST_REQUIRE(eventually([&] { return test.held == 1; }));
  std::jthread release([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    test.hold = false;
  });
  BOOST_TEST(test.server->stop(std::chrono::seconds(10)));
  client.join();
  BOOST_TEST(slow.body == "at last");
}

BOOST_AUTO_TEST_CASE(it_listens_on_this_machine_only_unless_it_is_said) {
  TestSite test;
  try {
    Server beyond({.listen = "0.0.0.0:0"}, *test.site);
    BOOST_ERROR("listened");
  } catch (const Error& error) {
    BOOST_TEST(error.problem().code == "portalListenBeyond");
  }
  Server said({.listen = "0.0.0.0:0", .listenBeyond = true}, *test.site);
  BOOST_TEST(said.address().starts_with("0.0.0.0:"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
