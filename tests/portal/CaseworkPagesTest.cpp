// What a secretary's pages must not lose, and must not say of others.
#include <boost/test/unit_test.hpp>

#include "TestBrowser.h"
#include "TestSite.h"
#include "connectors/database/PortalTables.h"
#include "connectors/database/session/SqlSession.h"
#include "connectors/portal/pages/AccountVisitors.h"
#include "connectors/portal/pages/AllPages.h"
#include "connectors/portal/pages/MealForm.h"
#include "connectors/portal/pages/MemberForm.h"
#include "connectors/portal/pages/PageText.h"
#include "connectors/portal/web/Tokens.h"
#include "connectors/sample/SamplePortal.h"
#include "pipeline/record/RecordWords.h"
#include "pipeline/stages/Take.h"

namespace balalyk::tests {
namespace {

using namespace web;

// The sample, its decided records taken; a secretary of bishkek-1may at the browser.
struct Secretary : TestSite {
  Secretary() : known(*database), tables(connection()) {
    seedSamplePortal(connection(), SAMPLES);
    Take(*database).run("test", {.everything = true});
    pages = std::make_unique<Site>(
        SiteOptions{.address = "https://portal.test", .uploads = folder / "uploads", .forms = {.valueBytes = 4 << 10}},
        allPages(parts()), database->sessions(), known, log, [] {});
    id = database->accounts().add({{kLocalIssuer, "aigul"}, "", "en"}, "test").value();
    BOOST_REQUIRE(database->accounts().grant(id, {Role::secretary, "bishkek-1may", "b1-02"}, "test") ==
                  Accounts::Granted::yes);
    const auto session = newToken();
    database->sessions().create({digestOf(session), id, ""});
    one.emplace(*pages);
    one->cookies["__Host-balalyk-session"] = session;
  }
  std::string connection() const { return "sqlite:" + (folder / "portal.db").string(); }
  // The form as it is shown, sent without a choice but these.
  Response save(const std::string& application, TestBrowser::Fields typed) {
    one->get("/applications/" + application);
    typed.emplace_back("do", "save");
    return one->submit("/applications/" + application, typed);
  }
  ApplicationForm form(const std::string& application) {
    return database->applications().open(application, {"bishkek-1may"}).value().form;
  }

  AccountVisitors known;
  PortalTables tables;
  std::unique_ptr<Site> pages;
  std::string id;
  std::optional<TestBrowser> one;
};

BOOST_FIXTURE_TEST_SUITE(CaseworkPages, Secretary)

BOOST_AUTO_TEST_CASE(of_a_document_of_another_commission_the_page_of_what_was_sent_says_nothing) {
  const auto foreign = database->archive().latest(Source::application, "app-021").value();
  BOOST_REQUIRE(foreign.commissionId != "bishkek-1may" && !foreign.subject.empty());
  const auto saysNothing = [&] {
    BOOST_TEST(one->get("/applications/send?done=1").status() == 200);
    BOOST_TEST(one->shows(foreign.id));  // what was sent, and no more
    BOOST_TEST(!one->shows(foreign.subject));
  };
  one->get("/applications/send");
  const auto csrf = one->hidden("/sign-out").at(0).second;
  BOOST_TEST(
      one->post("/applications/send", {{"csrf", csrf}, {"once", newToken()}, {"document", foreign.id}}).status() ==
      303);
  saysNothing();
  // What the page keeps is a draft, which a form can write too.
  one->post("/language", {{"csrf", csrf},
                          {"language", "en"},
                          {"typed", "send/outcomes"},
                          {"here", "/applications"},
                          {"by", id},
                          {foreign.id, "done"}});
  saysNothing();
}

BOOST_AUTO_TEST_CASE(what_is_only_read_is_shown_while_the_database_takes_no_writes) {
  using namespace std::chrono_literals;
  const auto engine = makeSqliteEngine((folder / "portal.db").string(), 100ms);
  const auto writer = engine->connect(std::chrono::steady_clock::now() + 5min);
  writer->begin(SqlAccess::write);
  // Seen long ago, so that it would be touched; names that are to be folded before they are ordered.
  writer->run({"", "UPDATE portal_session SET seen_at = seen_at - 120000"});
  writer->run({"", "UPDATE application SET names_by = ''"});
  writer->commit();
  const auto opened = [&] { return database->applications().open("app-050", {"bishkek-1may"}).value().opened; };
  writer->begin(SqlAccess::write);
  for (const char* address : {"/applications", "/applications?order=name", "/applications/app-050",
                              "/applications/send", "/members", "/meals", "/vouchers", "/settings"}) {
    const auto begun = std::chrono::steady_clock::now();
    BOOST_TEST(one->get(address).status() == 200, address);
    BOOST_TEST((std::chrono::steady_clock::now() - begun < 4s), address);
  }
  BOOST_CHECK_NO_THROW(
      database->applications().list({.commissionId = "bishkek-1may", .order = ApplicationOrder::name}));
  BOOST_TEST(!opened());
  writer->rollback();
  one->get("/applications/app-050");
  BOOST_TEST(opened().value().accountId == id);
}

BOOST_AUTO_TEST_CASE(a_text_keeps_its_blank_first_line) {
  BOOST_TEST(save("app-050", {{"comments", "\n\nҮчүнчү сап"}}).status() == 303);
  one->get("/applications/app-050");
  // A browser leaves out one line end behind the tag.
  BOOST_TEST(one->shows(">\n\n\nҮчүнчү сап</textarea>"));
}

BOOST_AUTO_TEST_CASE(of_two_who_changed_one_application_the_lines_that_differ_are_marked_and_come_first) {
  save("app-050", {{"comments", "бир\nэки\nүч"}, {"grounds", "негиз"}});
  one->get("/applications/app-050");
  auto mine = one->hidden("/applications/app-050");
  one->submit("/applications/app-050", {{"comments", "бир\nЭКИ\nүч"}, {"grounds", "негиз"}, {"do", "save"}});
  mine.insert(mine.end(),
              {{"comments", "бир\nэки\nүч\nтөрт"}, {"grounds", "негиз"}, {"number", "7/26"}, {"do", "save"}});
  BOOST_TEST(one->post("/applications/app-050", mine).status() == 409);
  const auto page = one->page();
  const auto table = page.substr(page.find("<table"), page.find("</table>") - page.find("<table"));
  const auto comments = table.find("<bdi>ЭКИ</bdi>"), number = table.find("by-yours");
  BOOST_TEST(table.find("by-both") < comments);
  BOOST_TEST((comments < number && number != std::string::npos));
  BOOST_TEST(table.find("line line-gone\"><bdi>эки</bdi>") != std::string::npos);
  BOOST_TEST(table.find("line line-new\"><bdi>ЭКИ</bdi>") != std::string::npos);
  BOOST_TEST(table.find("line line-new\"><bdi>төрт</bdi>") != std::string::npos);
  BOOST_TEST(table.find("line-new\"><bdi>бир</bdi>") == std::string::npos);
  BOOST_TEST(table.find("негиз") == std::string::npos);  // the same in all: below
  BOOST_TEST(page.find("негиз", page.find("<details")) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(whoever_renames_a_member_sees_which_protocols_are_made_again) {
  const auto entry = database->memberBook().member({.commissions = {"bishkek-1may"}}, "b1-01").value();
  const auto use = database->memberBook().use({.commissions = {"bishkek-1may"}}, "b1-01");
  BOOST_REQUIRE(!use.underWay.empty());
  one->get("/members/b1-01");
  const auto& member = entry.member;
  const TestBrowser::Fields renamed{{"surname", "Башкаева"},
                                    {"givenName", member.name.givenName},
                                    {"patronymic", member.name.patronymic},
                                    {"positionKy", member.position.ky},
                                    {"positionRu", member.position.ru},
                                    {"workplaceKy", member.workplace.ky},
                                    {"workplaceRu", member.workplace.ru},
                                    {"phone", member.phone},
                                    {"email", member.email},
                                    {"role", toString(member.role)},
                                    {"active", "1"}};
  BOOST_TEST(one->submit("/members/b1-01", renamed).status() == 422);
  const auto document = *std::ranges::find(use.underWay, Source::application, &Document::source);
  BOOST_TEST(one->shows("/applications/" + document.sourceKey + "/protocol\">" + document.number));
  BOOST_CHECK(database->memberBook().member({.commissions = {"bishkek-1may"}}, "b1-01").value().member == entry.member);
  BOOST_TEST(one->submit("/members/b1-01", renamed).status() == 303);
}

// The masks of the two numbers are the same.
BOOST_AUTO_TEST_CASE(a_personal_number_that_another_corrected_is_not_saved_over_unseen) {
  const Permission by{.commissions = {"bishkek-1may"}};
  auto& book = database->memberBook();
  const auto before = book.member(by, "b1-03").value();
  const auto fieldsWith = [&](const std::string& pin) {
    const auto& member = before.member;
    auto fields = one->hidden("/members/b1-03");
    fields.insert(fields.end(), {{"surname", member.name.surname},
                                 {"givenName", member.name.givenName},
                                 {"patronymic", member.name.patronymic},
                                 {"positionKy", member.position.ky},
                                 {"positionRu", member.position.ru},
                                 {"workplaceKy", member.workplace.ky},
                                 {"workplaceRu", member.workplace.ru},
                                 {"phone", member.phone},
                                 {"email", member.email},
                                 {"role", toString(member.role)},
                                 {"active", member.active ? "1" : "0"}});
    if (!pin.empty()) fields.emplace_back("pin", pin);
    return fields;
  };
  one->get("/members/b1-03");
  BOOST_TEST(!one->shows(before.member.pin));
  const auto shown = fieldsWith(before.member.pin), masked = fieldsWith("");
  auto corrected = before.member;
  corrected.pin[9] = corrected.pin[9] == '1' ? '2' : '1';
  BOOST_REQUIRE_EQUAL(maskedPin(corrected.pin), maskedPin(before.member.pin));
  BOOST_CHECK(book.change(by, corrected, before.version, "test").outcome == MemberBook::Outcome::done);
  BOOST_TEST(one->post("/members/b1-03", shown).status() == 409);
  const auto page = one->page();
  const auto differing =
      page.substr(page.find("conflict-heading"), page.find("</table>") - page.find("conflict-heading"));
  BOOST_TEST(differing.find(before.member.pin) != std::string::npos);
  BOOST_TEST(!one->shows(corrected.pin));
  // Who did not see the number did not change it: the correction stays, whatever is saved.
  BOOST_TEST(one->post("/members/b1-03", masked).status() == 409);
  const auto again = one->page();
  const auto rows =
      again.substr(again.find("conflict-heading"), again.find("</table>") - again.find("conflict-heading"));
  BOOST_TEST(rows.find("by-") == std::string::npos);  // nothing differs
  BOOST_TEST(book.member(by, "b1-03").value().member.pin == corrected.pin);
}

BOOST_AUTO_TEST_CASE(a_kindergarten_of_another_commission_is_offered_and_so_kept) {
  auto application = database->applications().record("app-050", {"bishkek-1may"}, {}).value();
  application.kindergarten = Kindergarten{"kg-tokmok-5", {}};
  tables.put(application, PortalTables::Decision::undecided);
  one->get("/applications/app-050");
  BOOST_TEST(one->shows("<option value=\"kg-tokmok-5\" selected>"));
  BOOST_TEST(save("app-050", {{"kindergarten", "kg-tokmok-5"}}).status() == 303);
  BOOST_TEST(form("app-050").kindergartenId == "kg-tokmok-5");
}

BOOST_AUTO_TEST_CASE(a_text_longer_than_one_value_outlasts_its_session) {
  const std::string password = "дөбөдөгү жыгач ат";
  one->get("/applications/app-050");
  database->accounts().setPassword(id, passwords->hash(signing::Secret(password)), std::nullopt, "test");
  const std::string text(3'500, 'x'), grounds(3'500, 'y');  // more than a value may have
  BOOST_TEST(
      one->submit("/applications/app-050", {{"comments", text}, {"grounds", grounds}, {"do", "save"}}).status() == 403);
  const auto in = one->submit("/sign-in", {{"login", "aigul"}, {"password", password}});
  BOOST_TEST(in.location() == "/applications/app-050");
  one->get("/applications/app-050");
  BOOST_TEST(one->shows(text));
  BOOST_TEST(one->shows(grounds));
}

BOOST_AUTO_TEST_CASE(who_sat_is_compared_too_before_another_secretarys_meal_decision_is_saved_over) {
  const auto entry = database->mealBook().meal({.commissions = {"bishkek-1may"}}, "meal-01").value();
  const auto whole = typedMealOf(entry);
  const auto sent = [&](const std::vector<std::string>& members) {
    auto fields = one->hidden("/meals/meal-01");
    fields.insert(fields.end(),
                  {{"number", whole.number}, {"date", whole.date}, {"amount", whole.amount}, {"of", "all"}});
    for (const auto& member : members) fields.emplace_back("members", member);
    return fields;
  };
  one->get("/meals/meal-01");
  const auto other = sent({"b1-01", "b1-02", "b1-03"});
  one->get("/meals/meal-01");
  BOOST_TEST(one->post("/meals/meal-01", sent({"b1-01", "b1-02"})).status() == 303);
  BOOST_TEST(one->post("/meals/meal-01", other).status() == 409);
  const auto member = database->memberBook().member({.commissions = {"bishkek-1may"}}, "b1-03").value().member;
  const auto table = one->page().substr(one->page().find("conflict-heading"));
  BOOST_TEST(table.substr(0, table.find("</table>")).find(surnameAndInitials(member.name)) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(
    of_a_child_with_its_own_decision_on_meals_the_form_shows_the_last_digits_and_a_save_keeps_the_number) {
  const Permission by{.commissions = {"bishkek-1may"}};
  auto child = database->mealBook().meal(by, "meal-01").value().record;
  child.origin.key = "meal-91";
  child.protocolNumber = "91";
  child.child = Person{{"Асанов", "Үсөн", ""}, "21505202012345", std::nullopt};
  tables.put(child);
  auto page = one->get("/meals/meal-91");
  BOOST_TEST(page.status() == 200);
  BOOST_TEST(!one->shows("21505202012345"));
  BOOST_TEST(one->shows(maskedPin("21505202012345")));
  const auto entry = database->mealBook().meal(by, "meal-91").value();
  const auto whole = typedMealOf(entry);
  auto fields = one->hidden("/meals/meal-91");
  fields.insert(fields.end(), {{"number", "92"},
                               {"date", whole.date},
                               {"amount", whole.amount},
                               {"of", "child"},
                               {"surname", whole.surname},
                               {"givenName", whole.givenName},
                               {"pin", maskedPin("21505202012345")}});
  for (const auto& member : whole.ticked) fields.emplace_back("members", member);
  BOOST_TEST(one->post("/meals/meal-91", fields).status() == 303);
  const auto saved = database->mealBook().meal(by, "meal-91").value().record;
  BOOST_TEST(saved.protocolNumber == "92");
  BOOST_TEST(saved.child.value().pin == "21505202012345");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
