#include <boost/test/unit_test.hpp>

#include "TestBrowser.h"
#include "TestSite.h"
#include "connectors/database/Database.h"
#include "connectors/database/PortalTables.h"
#include "connectors/portal/pages/AccountVisitors.h"
#include "connectors/portal/pages/AllPages.h"
#include "pipeline/casework/ManageAccounts.h"

namespace balalyk::tests {
namespace {

using namespace web;

// Somebody who is signed in.
struct SignedIn : TestSite {
  SignedIn()
      : known(*database),
        pages(SiteOptions{.address = "https://portal.test", .uploads = folder / "uploads"}, allPages(parts()),
              database->sessions(), known, log, [] {}),
        one(pages) {
    ManageAccounts manage({.accounts = database->accounts(),
                           .members = database->members(),
                           .passwords = *passwords,
                           .now = [this] { return database->now(); }},
                          "test");
    id = manage.add("aigul", "", "");
    manage.grant(manage.find(id), Role::archivist, "", "");
    manage.setPassword(manage.find(id), signing::Secret("дөбөдөгү жыгач ат"));
    one.get("/sign-in");
    BOOST_REQUIRE_EQUAL(one.submit("/sign-in", {{"login", "aigul"}, {"password", "дөбөдөгү жыгач ат"}}).status(), 303);
  }

  AccountVisitors known;
  Site pages;
  TestBrowser one;
  std::string id;
};

BOOST_FIXTURE_TEST_SUITE(MailsOfAnAccount, SignedIn)

BOOST_AUTO_TEST_CASE(who_is_of_a_commissions_list_can_switch_mails_off) {
  one.get("/settings");
  BOOST_TEST(!one.shows("/settings/mail"));
  PortalTables tables("sqlite:" + (folder / "portal.db").string());
  tables.put(Commission{.id = "K1", .name = {"Ош", "Ош"}, .soate = "41721000000000"});
  tables.put(Member{.id = "M7", .commissionId = "K1", .role = CommissionRole::secretary});
  BOOST_REQUIRE(database->accounts().grant(id, {Role::secretary, "K1", "M7"}, "test") == Accounts::Granted::yes);
  one.get("/settings");
  BOOST_TEST(one.shows("id=\"mail\" value=\"yes\" checked"));
  BOOST_TEST(one.submit("/settings/mail", {}).location() == "/settings?saved=mail");
  BOOST_TEST(!database->notices().wanted(id));
  one.get("/settings?saved=mail");
  BOOST_TEST(one.shows("Your choice about mails was saved."));
  BOOST_TEST(one.submit("/settings/mail", {{"mail", "yes"}}).status() == 303);
  BOOST_TEST(database->notices().wanted(id));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
