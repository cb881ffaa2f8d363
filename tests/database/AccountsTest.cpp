#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "PortalFixture.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

constexpr const char* kActor = "login:tester";
const Identity kProvided{"https://id.example", "S-1"};

struct People : Portal {
  Accounts& accounts() { return open().accounts(); }
  std::string local(const std::string& login, const std::string& person = "") {
    return accounts().add({{kLocalIssuer, login}, person, "ky"}, kActor).value();
  }
  std::vector<Grant> grantsOf(const std::string& id) { return accounts().account(id).value().grants; }
  // Events that name the account, in the trail's order.
  std::vector<std::string> eventsOf(const std::string& id) {
    std::vector<std::string> events;
    BOOST_CHECK(!open().audit().walk([&](const AuditEntry& entry) {
      if (entry.detail.find(id) != std::string::npos) events.push_back(entry.event);
    }));
    return events;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(PortalAccounts, People)

BOOST_AUTO_TEST_CASE(an_account_is_found_by_who_proves_it_and_by_nothing_else) {
  const auto id = local("aigul", "10101198012345");
  BOOST_CHECK_EQUAL(accounts().ofIdentity({kLocalIssuer, "aigul"}).value().id, id);
  BOOST_CHECK(!accounts().ofIdentity({"https://id.example", "aigul"}));
  BOOST_CHECK(!accounts().ofIdentity({kLocalIssuer, "aigul2"}));
  BOOST_CHECK(!accounts().add({{kLocalIssuer, "aigul"}, "", ""}, kActor));
  BOOST_CHECK(!accounts().account("no such id"));
  // Of a form that is sent again.
  const NewAccount once{.identity = {kLocalIssuer, "nurlan"}, .person = "", .language = "", .id = uuid(7)};
  BOOST_CHECK_EQUAL(accounts().add(once, kActor).value(), uuid(7));
  BOOST_CHECK_EQUAL(accounts().add(once, kActor).value(), uuid(7));
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_audit WHERE event = 'accountAdded'"), 2);
  BOOST_CHECK(accounts().account(id).value().grants.empty());
  BOOST_CHECK_EQUAL(accounts().account(id).value().language, "ky");
  accounts().setLanguage(id, "ru");
  BOOST_CHECK_EQUAL(accounts().account(id).value().language, "ru");
}

BOOST_AUTO_TEST_CASE(a_role_is_given_once_and_taken_and_both_are_in_the_trail_without_a_name) {
  const auto id = local("aigul", "10101198012345");
  const Grant secretary{Role::secretary, "K1", ""};
  BOOST_CHECK(accounts().grant(id, secretary, kActor) == Accounts::Granted::yes);
  BOOST_CHECK(accounts().grant(id, secretary, kActor) == Accounts::Granted::already);
  BOOST_CHECK(grantsOf(id) == std::vector{secretary});
  BOOST_CHECK(accounts().withdraw(id, Role::secretary, "K1", kActor));
  BOOST_CHECK(!accounts().withdraw(id, Role::secretary, "K1", kActor));
  BOOST_CHECK(grantsOf(id).empty());
  BOOST_CHECK(eventsOf(id) == (std::vector<std::string>{"accountAdded", "roleGiven", "roleTaken"}));
  open().audit().walk([&](const AuditEntry& entry) {
    for (const char* personal : {"10101198012345", "aigul"})
      BOOST_CHECK(entry.detail.find(personal) == std::string::npos);
  });
}

BOOST_AUTO_TEST_CASE(a_role_that_would_never_be_in_force_is_not_given) {
  const auto id = local("aigul", "10101198012345");
  BOOST_CHECK(accounts().grant(id, {Role::archivist, "", ""}, kActor) == Accounts::Granted::yes);
  const Grant chair{Role::chairperson, "K1", "M1"};  // of another personal number
  BOOST_CHECK(accounts().grant(id, chair, kActor) == Accounts::Granted::otherPerson);
  BOOST_CHECK(eventsOf(id) == (std::vector<std::string>{"accountAdded", "roleGiven"}));
  // With no role yet the operator says whose it is; and of whom the number is not known.
  const auto fresh = local("bermet", "10101198012345"), unknown = local("chynara");
  BOOST_CHECK(accounts().grant(unknown, {Role::archivist, "", ""}, kActor) == Accounts::Granted::yes);
  for (const auto& one : {fresh, unknown}) {
    BOOST_CHECK(accounts().grant(one, chair, kActor) == Accounts::Granted::yes);
    BOOST_CHECK(std::ranges::count(grantsOf(one), chair) == 1);
  }
}

BOOST_AUTO_TEST_CASE(nobody_is_secretary_and_chairperson_of_one_commission) {
  const auto id = local("aigul", "10101198012345"), twin = local("aigul.2", "10101198012345"), other = local("bermet");
  BOOST_CHECK(accounts().grant(id, {Role::secretary, "K1", ""}, kActor) == Accounts::Granted::yes);
  const Grant chair{Role::chairperson, "K1", "M1"};
  BOOST_CHECK(accounts().grant(id, chair, kActor) == Accounts::Granted::otherSide);
  BOOST_CHECK(accounts().grant(twin, chair, kActor) == Accounts::Granted::otherSide);  // the same person
  BOOST_CHECK(accounts().grant(id, {Role::chairperson, "K2", ""}, kActor) == Accounts::Granted::yes);
  BOOST_CHECK(accounts().grant(other, chair, kActor) == Accounts::Granted::yes);
  const auto third = local("third");
  BOOST_CHECK(accounts().grant(third, {Role::secretary, "K1", "M1"}, kActor) == Accounts::Granted::otherSide);
  BOOST_CHECK(accounts().grant(twin, {Role::secretary, "K1", ""}, kActor) == Accounts::Granted::yes);
  // The same person under two ids in the list, each with an account that says no number.
  auto again = chairperson;
  again.id = "M4", again.role = CommissionRole::secretary;
  tables.put(again);
  BOOST_CHECK(accounts().grant(third, {Role::secretary, "K1", "M4"}, kActor) == Accounts::Granted::otherSide);
}

BOOST_AUTO_TEST_CASE(of_two_that_would_take_both_sides_at_once_one_does) {
  const auto secretary = local("one", "10101198012345"), chairperson = local("two", "10101198012345");
  for (int round = 0; round < 5; ++round) {
    const auto place = "K" + std::to_string(10 + round);
    std::atomic<int> given{0};
    {
      std::jthread first([&] {
        given += openDatabase(connection())->accounts().grant(secretary, {Role::secretary, place, ""}, kActor) ==
                 Accounts::Granted::yes;
      });
      std::jthread second([&] {
        given += openDatabase(connection())->accounts().grant(chairperson, {Role::chairperson, place, ""}, kActor) ==
                 Accounts::Granted::yes;
      });
    }
    BOOST_CHECK_EQUAL(given, 1);
  }
}

BOOST_AUTO_TEST_CASE(whoever_is_made_inactive_holds_nothing_from_the_next_question_on) {
  tables.setActive("M1", true);
  const auto id = local("toro");
  accounts().grant(id, {Role::chairperson, "K1", "M1"}, kActor);
  BOOST_CHECK_EQUAL(grantsOf(id).size(), 1u);
  tables.setActive("M1", false);
  BOOST_CHECK(grantsOf(id).empty());
  BOOST_CHECK(accounts().list().at(0).grants.empty());
  tables.setActive("M1", true);
  BOOST_CHECK_EQUAL(grantsOf(id).size(), 1u);
  auto demoted = chairperson;
  demoted.role = CommissionRole::member;
  tables.put(demoted);
  BOOST_CHECK(grantsOf(id).empty());
  tables.put(chairperson);
  BOOST_CHECK(accounts().setActive(id, false, kActor));
  BOOST_CHECK(!accounts().setActive(id, false, kActor));
  BOOST_CHECK(!accounts().account(id).value().active);
  BOOST_CHECK(grantsOf(id).empty());
  BOOST_CHECK(accounts().setActive(id, true, kActor));
  BOOST_CHECK_EQUAL(grantsOf(id).size(), 1u);
}

BOOST_AUTO_TEST_CASE(an_entry_of_the_list_that_becomes_somebody_elses_takes_its_role_with_it) {
  const auto provided = accounts().admit({kProvided, "20101197012345", ""}, {{Role::chairperson, "K1", "M1"}}).value();
  const auto given = local("toro");
  accounts().grant(given, {Role::chairperson, "K1", "M1"}, kActor);
  auto successor = chairperson;
  successor.pin = "20303198512345";
  tables.put(successor);
  for (const auto& id : {provided, given}) BOOST_CHECK(grantsOf(id).empty());
  BOOST_CHECK(accounts().list().at(0).grants.empty());
  // The operator says again whose it is.
  BOOST_CHECK(accounts().withdraw(given, Role::chairperson, "K1", kActor));
  BOOST_CHECK(accounts().grant(given, {Role::chairperson, "K1", "M1"}, kActor) == Accounts::Granted::yes);
  BOOST_CHECK_EQUAL(grantsOf(given).size(), 1u);
  tables.put(chairperson);
  BOOST_CHECK(grantsOf(given).empty());
  BOOST_CHECK_EQUAL(grantsOf(provided).size(), 1u);
}

BOOST_AUTO_TEST_CASE(a_new_password_and_an_end_of_the_account_end_its_sessions) {
  const auto id = local("aigul"), other = local("bermet");
  auto& sessions = open().sessions();
  sessions.create({"others", other, ""});
  const auto ends = [&](auto change) {
    sessions.create({"stolen", id, ""});
    change();
    return !sessions.find("stolen", {}).has_value();
  };
  BOOST_CHECK(ends([&] { accounts().setPassword(id, "hash 1", open().now() + std::chrono::hours(1), kActor); }));
  BOOST_CHECK(ends([&] { accounts().setPassword(id, "hash 2", std::nullopt, id); }));
  BOOST_CHECK(ends([&] { accounts().setActive(id, false, kActor), accounts().setActive(id, true, kActor); }));
  BOOST_CHECK(sessions.find("others", {}));
}

BOOST_AUTO_TEST_CASE(who_comes_by_a_provider_has_the_roles_of_the_lists_and_those_that_were_given) {
  const Grant listed{Role::chairperson, "K1", "M1"}, given{Role::archivist, "", ""};
  const auto id = accounts().admit({kProvided, "20101197012345", ""}, {listed}).value();
  BOOST_CHECK_EQUAL(accounts().ofIdentity(kProvided).value().id, id);
  BOOST_CHECK(grantsOf(id) == std::vector{listed});
  accounts().grant(id, given, kActor);
  BOOST_CHECK_EQUAL(accounts().admit({kProvided, "20101197012345", ""}, {listed}).value(), id);
  BOOST_CHECK_EQUAL(grantsOf(id).size(), 2u);
  const auto entries = open().audit().size();
  accounts().admit({kProvided, "20101197012345", ""}, {listed});
  BOOST_CHECK_EQUAL(open().audit().size(), entries);  // nothing changed: nothing to say
  accounts().admit({kProvided, "20101197012345", ""}, {});
  BOOST_CHECK(grantsOf(id) == std::vector{given});
}

BOOST_AUTO_TEST_CASE(a_list_gives_nobody_the_other_side_and_nothing_to_an_account_that_is_not_active) {
  const auto secretary = local("secretary", "20101197012345");
  accounts().grant(secretary, {Role::secretary, "K1", ""}, kActor);
  const auto id = accounts().admit({kProvided, "20101197012345", ""}, {{Role::chairperson, "K1", "M1"}}).value();
  BOOST_CHECK(grantsOf(id).empty());
  accounts().setActive(id, false, kActor);
  BOOST_CHECK(!accounts().admit({kProvided, "20101197012345", ""}, {}));
}

BOOST_AUTO_TEST_CASE(a_first_password_is_good_once_and_has_to_be_changed) {
  const auto id = local("aigul");
  BOOST_CHECK(accounts().password({kLocalIssuer, "aigul"}).value().hash.empty());
  BOOST_CHECK(!accounts().password({kLocalIssuer, "nobody"}));
  const auto until = open().now() + std::chrono::hours(1);
  accounts().setPassword(id, "hash 1", until, kActor);
  const auto stored = accounts().password({kLocalIssuer, "aigul"}).value();
  BOOST_CHECK(stored.first && stored.active && stored.until == until && stored.hash == "hash 1");
  BOOST_CHECK(accounts().account(id).value().mustChangePassword);
  std::atomic<int> spent{0};
  {
    std::vector<std::jthread> browsers;
    for (int i = 0; i < 4; ++i)
      browsers.emplace_back(
          [&] { spent += openDatabase(connection())->accounts().spendFirstPassword(id, "hash 1") ? 1 : 0; });
  }
  BOOST_CHECK_EQUAL(spent, 1);
  BOOST_CHECK(accounts().password({kLocalIssuer, "aigul"}).value().hash.empty());
  BOOST_CHECK(accounts().account(id).value().mustChangePassword);
  accounts().setPassword(id, "hash 2", std::nullopt, id);
  BOOST_CHECK(!accounts().account(id).value().mustChangePassword);
  BOOST_CHECK(!accounts().spendFirstPassword(id, "hash 2"));
  accounts().strengthen(id, "hash 1", "hash 3");
  BOOST_CHECK_EQUAL(accounts().password({kLocalIssuer, "aigul"}).value().hash, "hash 2");
  accounts().strengthen(id, "hash 2", "hash 3");
  BOOST_CHECK_EQUAL(accounts().password({kLocalIssuer, "aigul"}).value().hash, "hash 3");
  BOOST_CHECK(eventsOf(id) ==
              (std::vector<std::string>{"accountAdded", "firstPasswordMade", "firstPasswordSpent", "passwordChanged"}));
}

BOOST_AUTO_TEST_CASE(members_are_found_by_their_number_where_they_are_active) {
  BOOST_CHECK(open().members().activeWithPin("10101198012345").empty());  // not active
  const auto found = open().members().activeWithPin("20101197012345");
  BOOST_REQUIRE_EQUAL(found.size(), 1u);
  BOOST_CHECK_EQUAL(found[0].id, "M1");
  BOOST_CHECK_EQUAL(found[0].commissionId, "K1");
  BOOST_CHECK_EQUAL(found[0].soate, "41711000000000");
  BOOST_CHECK(found[0].role == CommissionRole::chairperson);
  BOOST_CHECK(!open().members().member("M2").value().active);
  BOOST_CHECK(!open().members().member("M9"));
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

using std::chrono::seconds;

struct Ledger : TestDatabase {
  SignInLedger& ledger() { return open().signIn(); }
  seconds attempt(const std::string& key, const GuessLimit& limit = {}) {
    const SignInLedger::Attempt attempt{key, limit};
    return ledger().attempt(std::span(&attempt, 1));
  }
  // As if so much time had passed.
  void later(seconds time) {
    const auto by = std::to_string(std::chrono::milliseconds(time).count());
    sql("UPDATE balalyk_sign_in_attempt SET blocked_until = blocked_until - " + by + ", forget_at = forget_at - " + by);
    sql("UPDATE balalyk_sign_in_once SET forget_at = forget_at - " + by);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SignInLimits, Ledger)

BOOST_AUTO_TEST_CASE(after_a_few_failures_each_try_waits_longer_and_the_wait_ends_by_itself) {
  for (int i = 0; i < 5; ++i) BOOST_CHECK(attempt("a") == seconds(0));
  BOOST_CHECK(attempt("a") == seconds(60));
  BOOST_CHECK(attempt("a") <= seconds(60));  // asking again makes it no longer
  BOOST_CHECK(attempt("b") == seconds(0));
  later(seconds(61));
  BOOST_CHECK(attempt("a") == seconds(0));
  BOOST_CHECK(attempt("a") == seconds(120));
  for (int i = 0; i < 8; ++i) {
    later(seconds(901));
    BOOST_CHECK(attempt("a") == seconds(0));
  }
  BOOST_CHECK(attempt("a") == seconds(900));
  later(seconds(900 + 3601));
  for (int i = 0; i < 5; ++i) BOOST_CHECK(attempt("a") == seconds(0));
}

BOOST_AUTO_TEST_CASE(success_forgets_the_failures_of_an_account_and_its_own_try_of_an_address) {
  for (int i = 0; i < 4; ++i) attempt("account");
  ledger().forget("account");
  for (int i = 0; i < 5; ++i) BOOST_CHECK(attempt("account") == seconds(0));
  for (int i = 0; i < 20; ++i) {
    BOOST_CHECK(attempt("address") == seconds(0));
    ledger().takeBack("address");
  }
}

BOOST_AUTO_TEST_CASE(of_many_tries_at_once_no_more_get_through_than_are_free) {
  std::atomic<int> through{0};
  open();
  {
    std::vector<std::jthread> hosts;
    for (int i = 0; i < 4; ++i) {
      hosts.emplace_back([&] {
        const auto database = openDatabase(connection());
        const SignInLedger::Attempt tried[] = {{"account", {}}, {"address", {.free = 100}}};
        for (int n = 0; n < 5; ++n) through += database->signIn().attempt(tried) == seconds(0) ? 1 : 0;
      });
    }
  }
  BOOST_CHECK_EQUAL(through, 5);
  BOOST_CHECK_EQUAL(number("SELECT max(failures) FROM balalyk_sign_in_attempt"), 5);  // the refused counted nothing
}

BOOST_AUTO_TEST_CASE(what_may_come_once_comes_once) {
  BOOST_CHECK(ledger().spend("state", seconds(600)));
  BOOST_CHECK(!ledger().spend("state", seconds(600)));
  BOOST_CHECK(ledger().spend("another", seconds(600)));
}

BOOST_AUTO_TEST_CASE(what_is_old_is_not_kept_and_nothing_is_kept_in_the_clear) {
  attempt("account:aigul");
  ledger().spend("state", seconds(600));
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_sign_in_attempt WHERE key LIKE '%aigul%'"), 0);
  later(std::chrono::hours(3));
  attempt("other");
  ledger().spend("other", seconds(600));
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_sign_in_attempt"), 1);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_sign_in_once"), 1);
}

BOOST_AUTO_TEST_SUITE_END()
