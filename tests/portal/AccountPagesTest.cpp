#include <boost/test/unit_test.hpp>

#include "PagesFixture.h"
#include "connectors/database/Database.h"
#include "connectors/database/PortalTables.h"

namespace balalyk::tests {
namespace {

using namespace web;

BOOST_FIXTURE_TEST_SUITE(PagesOfAnAccount, Pages)

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
             "/archive");  // where an archivist begins
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
  const PageParts quick{*impatient, with.store,  with.pdf,      with.files, with.passwords,
                        {},         with.origin, with.sessions, with.zone,  with.signer};
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
