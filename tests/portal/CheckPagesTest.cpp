// What strangers hear of a document, and how often they may ask.
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "Strangers.h"
#include "connectors/portal/web/RateLimit.h"
#include "pipeline/template/RecordView.h"

namespace balalyk::tests {
namespace {

BOOST_FIXTURE_TEST_SUITE(CheckPage, Strangers)

BOOST_AUTO_TEST_CASE(each_state_has_its_own_words_and_shape) {
  const auto decided = next(), filled = next(), signedOne = next(), gone = next();
  fill(filled);
  fill(signedOne);
  sign(signedOne);
  fill(gone);
  database->queue().withdraw({gone}, {"recordGone", {}}, "test");
  const auto valid = published(), old = published(), damaged = published(), missing = published();
  const auto newer = supersede(old);
  const auto digestOf = [&](const std::string& id) { return document(id).container->digest; };
  std::filesystem::permissions(storedFile(digestOf(damaged)), std::filesystem::perms::owner_all);
  std::ofstream(storedFile(digestOf(damaged)), std::ios::trunc) << "container of nothing";
  std::filesystem::remove(storedFile(digestOf(missing)));
  const auto quarantined = inQuarantine(), replaced = next(), removed = published(), removedOld = published();
  fill(replaced);
  const auto inItsPlace = supersede(replaced);
  supersede(removedOld);
  remove(removed);
  remove(removedOld);

  struct Row {
    std::string id, state, shape;
    int status = 200;
    bool kept = true, issued = false;
  };
  const Row rows[] = {{"00000000-0000-7000-8000-000000000000", "unknown", "unknown", 404, false},
                      {decided, "notYet", "waiting"},
                      {filled, "notYet", "waiting"},
                      {signedOne, "notYet", "waiting"},
                      {quarantined, "notYet", "waiting"},
                      {valid, "valid", "published", 200, true, true},
                      {newer, "valid", "published", 200, true, true},
                      {old, "superseded", "superseded", 200, true, true},
                      {replaced, "replaced", "superseded"},
                      {removed, "removed", "superseded"},
                      {removedOld, "superseded", "superseded"},
                      {gone, "withdrawn", "withdrawn"},
                      {damaged, "damaged", "problem", 200, false, true},
                      {missing, "damaged", "problem", 200, false, true}};
  for (const auto& row : rows) {
    for (const char* language : {"ky", "ru", "en"}) {
      BOOST_TEST_CONTEXT(row.id << " " << row.state << " " << language) {
        const auto answer = ask("/check/" + row.id + "?lang=" + language);
        const Messages messages(language);
        BOOST_TEST(answer.status() == row.status);
        BOOST_TEST(shows("<span class=\"state state-" + row.shape + "\">" +
                         messages.text("portal.check.state." + row.state + ".word") + "</span>"));
        BOOST_TEST(shows(messages.text("portal.check.not.title")));
        BOOST_TEST((field(answer, "Cache-Control") == "public, max-age=60") == row.kept);
        BOOST_TEST(!has(answer, "Set-Cookie"));
        BOOST_TEST(!shows("<script"));
        if (row.status == 404) continue;
        const auto found = document(row.id);
        showsNobody(found);
        BOOST_TEST(shows(found.number));
        BOOST_TEST(shows(found.commissionName));
        BOOST_TEST(shows("<h2>" + messages.text("portal.check.print.title") + "</h2>") == row.issued);
      }
    }
  }
  ask("/check/" + old + "?lang=en");
  BOOST_TEST(shows("href=\"/check/" + newer + "?lang=en\""));
  ask("/check/" + replaced + "?lang=en");
  BOOST_TEST(shows("href=\"/check/" + inItsPlace + "?lang=en\""));
}

// Its former levels, and the one with evidence, have other digests: the record in them is known.
BOOST_AUTO_TEST_CASE(who_signed_is_named_and_the_fingerprints_are_in_groups) {
  const auto id = published();
  const auto found = document(id);
  ask("/check/" + id + "?lang=en");
  const auto chairperson = database->members().shownName(found.chairpersonId);
  BOOST_REQUIRE(!chairperson.empty());
  BOOST_TEST(shows(chairperson));
  for (const auto& digest : {found.container->digest, found.files.at(0).digest})
    BOOST_TEST(shows("<span>" + digest.substr(0, 4) + "</span> <span>" + digest.substr(4, 4) + "</span>"));
}

BOOST_AUTO_TEST_CASE(an_address_on_paper_leads_here_however_it_was_set_typed_or_written) {
  const auto id = published();
  const auto pathOf = [](const std::string& address) {
    return address.substr(std::string("https://portal.test").size());
  };
  // As the first version has printed it, with and without the slash of the setting.
  for (const char* base : {"https://portal.test/check/", "https://portal.test/check"}) {
    const auto printed = checkAddress({.documentId = id, .checkAddressBase = base});
    BOOST_TEST(printed == "https://portal.test/check/" + id);
    BOOST_TEST(ask(pathOf(printed)).status() == 200);
  }
  const auto byQuery =
      ask(pathOf(checkAddress({.documentId = id, .checkAddressBase = "https://portal.test/check?id="})));
  BOOST_TEST(byQuery.location() == "/check/" + id + "?lang=ky");
  std::string capitals = id;
  for (auto& c : capitals) c = static_cast<char>(std::toupper(c));
  BOOST_TEST(ask("/check/" + capitals).status() == 200);
  BOOST_TEST(ask("/check?id=+" + capitals + "+&lang=ru").location() == "/check/" + id + "?lang=ru");
  BOOST_TEST(ask("/check?id=%3Cb%3E&lang=en").status() == 422);
}

BOOST_AUTO_TEST_CASE(a_browser_keeps_a_page_until_something_changes) {
  const auto id = published();
  const auto first = ask("/check/" + id, {{"Accept-Language", "ru"}});
  const auto tag = field(first, "ETag");
  BOOST_TEST(field(first, "Vary") == "Accept-Language");
  const auto again = ask("/check/" + id, {{"Accept-Language", "ru"}, {"If-None-Match", tag}});
  BOOST_TEST(again.status() == 304);
  BOOST_TEST(again.body().empty());
  BOOST_TEST(ask("/check/" + id, {{"Accept-Language", "ky"}, {"If-None-Match", tag}}).status() == 200);
  supersede(id);
  BOOST_TEST(ask("/check/" + id, {{"Accept-Language", "ru"}, {"If-None-Match", tag}}).status() == 200);
}

BOOST_AUTO_TEST_CASE(cookies_are_not_looked_at_and_a_session_is_neither_shown_nor_touched) {
  const auto id = published();
  const auto session = signIn("S1");
  const auto cookie = session.cookie.substr(8, session.cookie.size() - 10);
  const auto answer = ask("/check/" + id, {{"Cookie", cookie + "; __Host-balalyk-language=ru"}});
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(!has(answer, "Set-Cookie"));
  BOOST_TEST(!shows("катчы"));
  BOOST_TEST(shows("lang=\"ky\""));
}

BOOST_AUTO_TEST_CASE(who_asks_too_often_hears_when_to_come_again) {
  serve({.atOnce = 2, .perMinute = 6, .ofOneAtOnce = 1, .ofOnePerMinute = 1, .filesAtOnce = 1, .filesPerMinute = 2});
  const auto id = published(), other = published();
  BOOST_TEST(ask("/check/" + id).status() == 200);
  const auto one = ask("/check/" + id + "?lang=en");  // of this document
  BOOST_TEST(one.status() == 429);
  BOOST_TEST(field(one, "Retry-After") == "60");
  BOOST_TEST(shows("try again in 60 seconds"));
  const auto all = ask("/check/" + other);  // from this address
  BOOST_TEST(all.status() == 429);
  BOOST_TEST(field(all, "Retry-After") == "10");
  BOOST_TEST(field(all, "Cache-Control") == "no-store");
  files.examined = [](std::string_view) { return PdfFinding{.problems = {}, .pages = 1}; };
  BOOST_TEST(give("%PDF-1.7 x").status() == 200);
  BOOST_TEST(give("%PDF-1.7 x").status() == 429);
  BOOST_TEST(ask("/check").status() == 200);
}

BOOST_AUTO_TEST_CASE(an_office_behind_one_address_counts_by_itself_and_an_ipv6_network_as_one) {
  BOOST_TEST(limitedAddress("192.0.2.1") == "192.0.2.1");
  BOOST_TEST(limitedAddress("::ffff:192.0.2.1") == "::ffff:192.0.2.1");
  BOOST_TEST(limitedAddress("2001:db8:0:1::5") == limitedAddress("2001:db8:0:1:ffff::9"));
  BOOST_TEST(limitedAddress("2001:db8:0:1::5") != limitedAddress("2001:db8:0:2::5"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
