#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "RolesFixture.h"
#include "connectors/database/Database.h"
#include "pipeline/ports/SecondFactors.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

using std::chrono::minutes;

constexpr int kMost = 100;
const std::string kSecret = "MZXW6YTBOI", kHere = std::string(64, 'a'), kElsewhere = std::string(64, 'b');

template <class Base>
struct FactorOver : Base {
  SecondFactors& factors() { return this->open().secondFactors(); }
  std::string local(const std::string& login) {
    return this->open().accounts().add({{kLocalIssuer, login}, "", "ky"}, "login:tester").value();
  }
  std::string withFactor(const std::string& login) {
    const auto id = local(login);
    BOOST_REQUIRE(factors().offer(id, kSecret, kHere));
    BOOST_REQUIRE(factors().confirm(id, kSecret, kHere, 10, {"d1", "d2"}));
    return id;
  }
  int events(const std::string& event, const std::string& id) {
    int count = 0;
    this->open().audit().walk([&](const AuditEntry& entry) {
      count += entry.event == event && entry.detail.find(id) != std::string::npos ? 1 : 0;
      BOOST_CHECK(entry.detail.find(kSecret) == std::string::npos);
    });
    return count;
  }
  // For how many of four hosts that do the same at once it is true.
  int ofFour(const std::function<bool(SecondFactors&)>& work) {
    std::atomic<int> yes{0};
    {
      std::vector<std::jthread> hosts;
      for (int i = 0; i < 4; ++i)
        hosts.emplace_back([&] { yes += work(openDatabase(this->connection())->secondFactors()) ? 1 : 0; });
    }
    return yes;
  }
};
using Factor = FactorOver<TestDatabase>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SecondFactorOfAccounts, Factor)

BOOST_AUTO_TEST_CASE(what_is_offered_counts_only_once_its_session_confirmed_it) {
  const auto id = local("aigul");
  BOOST_CHECK(factors().offer(id, "OLD", kHere));
  BOOST_CHECK(factors().offer(id, kSecret, kHere));
  BOOST_CHECK(!factors().find(id));
  BOOST_CHECK(!open().accounts().account(id).value().secondFactor);
  BOOST_CHECK(!factors().offered(id, kElsewhere, minutes(15)));
  BOOST_CHECK(!factors().offered(id, kHere, minutes(0)));
  BOOST_CHECK(factors().offered(id, kHere, minutes(15)) == kSecret);
  BOOST_CHECK(!factors().spendStep(id, kSecret, 5, kMost));
  BOOST_CHECK(!factors().confirm(id, kSecret, kElsewhere, 10, {"d1"}));
  BOOST_CHECK(!factors().confirm(id, "OLD", kHere, 10, {"d1"}));
  open().sessions().create({kElsewhere, id, ""});
  BOOST_CHECK(factors().confirm(id, kSecret, kHere, 10, {"d1", "d2"}));
  BOOST_CHECK(open().sessions().list(id, {}).empty());
  BOOST_CHECK(!factors().confirm(id, kSecret, kHere, 11, {"d3"}));
  BOOST_CHECK(!factors().offer(id, "NEW", kHere));  // what is in force stays
  BOOST_CHECK_EQUAL(factors().find(id).value().codesLeft, 2);
  BOOST_CHECK_EQUAL(factors().find(id).value().secret, kSecret);
  BOOST_CHECK(open().accounts().account(id).value().secondFactor);
  BOOST_CHECK(open().accounts().list().at(0).secondFactor);
  BOOST_CHECK_EQUAL(events("secondFactorOn", id), 1);
}

BOOST_AUTO_TEST_CASE(a_step_is_used_once_and_so_is_every_earlier_one) {
  const auto id = withFactor("aigul");
  BOOST_CHECK(!factors().spendStep(id, kSecret, 10, kMost));  // it confirmed
  BOOST_CHECK(factors().spendStep(id, kSecret, 12, kMost));
  for (const int step : {11, 12}) BOOST_CHECK(!factors().spendStep(id, kSecret, step, kMost));
  BOOST_CHECK(!factors().spendStep(id, "ANOTHER", 13, kMost));
  BOOST_CHECK(!factors().spendStep(local("nurlan"), kSecret, 13, kMost));
}

BOOST_AUTO_TEST_CASE(of_four_who_bring_one_code_at_once_one_is_right) {
  const auto id = withFactor("aigul");
  BOOST_CHECK_EQUAL(ofFour([&](SecondFactors& them) { return them.spendStep(id, kSecret, 20, kMost); }), 1);
  BOOST_CHECK_EQUAL(ofFour([&](SecondFactors& them) { return them.spendCode(id, "d1"); }), 1);
  BOOST_CHECK_EQUAL(factors().find(id).value().codesLeft, 1);
  BOOST_CHECK_EQUAL(events("recoveryCodeUsed", id), 1);
}

BOOST_AUTO_TEST_CASE(after_many_wrong_ones_in_a_row_only_a_recovery_code_is_right) {
  const auto id = withFactor("aigul");
  factors().countWrong(id);
  BOOST_CHECK(factors().spendStep(id, kSecret, 11, 2));  // forgets them
  for (int i = 0; i < 2; ++i) factors().countWrong(id);
  BOOST_CHECK_EQUAL(factors().find(id).value().wrong, 2);
  BOOST_CHECK(!factors().spendStep(id, kSecret, 12, 2));
  BOOST_CHECK(factors().spendCode(id, "d1"));
  BOOST_CHECK(factors().spendStep(id, kSecret, 12, 2));
}

BOOST_AUTO_TEST_CASE(new_codes_replace_all_and_what_is_removed_takes_codes_and_sessions_along) {
  const auto id = withFactor("aigul"), other = withFactor("nurlan");
  factors().replaceCodes(id, {"n1"});
  BOOST_CHECK(!factors().spendCode(id, "d2"));
  BOOST_CHECK(!factors().spendCode(other, "n1"));
  open().sessions().create({kElsewhere, id, ""});
  BOOST_CHECK(factors().remove(id, "login:operator"));
  BOOST_CHECK(!factors().remove(id, "login:operator"));
  BOOST_CHECK(open().sessions().list(id, {}).empty());
  BOOST_CHECK(!factors().spendCode(id, "n1"));
  BOOST_CHECK(!open().accounts().account(id).value().secondFactor);
  BOOST_CHECK(open().accounts().account(other).value().secondFactor);
  BOOST_CHECK_EQUAL(events("secondFactorOff", id), 1);
  BOOST_CHECK_EQUAL(events("recoveryCodesMade", id), 1);
}

BOOST_AUTO_TEST_SUITE_END()

namespace {
using FactorRoles = FactorOver<RolesOver<TestDatabase>>;
}  // namespace

BOOST_FIXTURE_TEST_SUITE(PostgresRoles, FactorRoles, *boost::unit_test::precondition(onlyOnPostgres))

BOOST_AUTO_TEST_CASE(only_the_pages_read_the_secret_and_the_operator_removes_it) {
  const auto id = local("aigul");
  auto& pages = openDatabaseAs("pages").secondFactors();
  BOOST_CHECK(pages.offer(id, kSecret, kHere));
  BOOST_CHECK(pages.confirm(id, kSecret, kHere, 10, {"d1", "d2"}));
  BOOST_CHECK(pages.spendStep(id, kSecret, 11, kMost));
  BOOST_CHECK(pages.spendCode(id, "d1"));
  pages.countWrong(id);
  pages.replaceCodes(id, {"d3"});
  BOOST_CHECK(pages.find(id));
  for (const char* other : {"filler", "archivist", "mailer", "keys", "nightly", "clerk"}) {
    BOOST_CHECK(!may(other, "SELECT secret FROM balalyk_second_factor"));
    BOOST_CHECK(!may(other, "SELECT digest FROM balalyk_recovery_code"));
    BOOST_CHECK(!may(other, "UPDATE balalyk_second_factor SET secret = 'x'"));
    BOOST_CHECK(!may(other, "INSERT INTO balalyk_recovery_code (account_id, digest) VALUES ('" + id + "', 'x')"));
  }
  auto& clerk = openDatabaseAs("clerk");
  BOOST_CHECK(clerk.accounts().account(id).value().secondFactor);
  BOOST_CHECK(clerk.secondFactors().remove(id, "login:me"));
  BOOST_CHECK(!pages.find(id));
}

BOOST_AUTO_TEST_SUITE_END()
