#include "pipeline/casework/SignIn.h"

#include <stdlib.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "MigratedFile.h"
#include "connectors/database/Database.h"
#include "connectors/database/PortalTables.h"
#include "connectors/identity/Argon2Passwords.h"
#include "pipeline/casework/ManageAccounts.h"
#include "pipeline/casework/Rights.h"

using namespace balalyk;
using signing::Secret;

namespace {

constexpr const char* kBrowser = "192.0.2.7";
constexpr const char* kSecretaryPin = "10101198012345";
constexpr const char* kChairPin = "20101197012345";
const std::string kStrong = "дөбөдөгү жыгач ат";

// A provider that proves whoever the test says.
class Prover final : public IdentityProvider {
 public:
  const std::string& name() const override { return name_; }
  std::variant<ProviderVisit, Problem> begin(const std::string&) override { return ProviderVisit{}; }
  std::variant<ProvenPerson, Problem> finish(const Parameters& parameters, const std::string& kept) override {
    ++asked;
    if (parameters.at("state") != kept) return Problem{"signInStateWrong", {}};
    return person;
  }

  ProvenPerson person{.identity = {"https://id.example", "S-1"}, .pin = kSecretaryPin};
  int asked = 0;

 private:
  const std::string name_ = "oidc";
};

// A commission with a chairperson and a secretary, and a way in.
struct Door {
  Door()
      : folder(mkdtemp(std::string(std::filesystem::temp_directory_path() / "balalyk-identity-XXXXXX").data())),
        connection(tests::migratedFile(folder / "portal.db")),
        database(openDatabase(connection)),
        passwords(makeArgon2Passwords({.memory = 8 << 20, .passes = 1})),
        tables(connection) {
    tables.put(Commission{.id = "K1", .soate = "41711000000000"});
    tables.put(Commission{.id = "K2", .soate = "41721000000000"});
    put("M1", "K1", kChairPin, CommissionRole::chairperson);
    put("M2", "K1", kSecretaryPin, CommissionRole::secretary);
  }
  ~Door() { std::filesystem::remove_all(folder); }

  void put(const std::string& id, const std::string& commission, const std::string& pin, CommissionRole role,
           bool active = true) {
    tables.put(Member{.id = id, .commissionId = commission, .pin = pin, .role = role, .active = active});
  }
  SignIn signIn() {
    return SignIn({.accounts = database->accounts(),
                   .ledger = database->signIn(),
                   .factors = database->secondFactors(),
                   .members = database->members(),
                   .audit = database->audit(),
                   .passwords = *passwords,
                   .now = [this] { return database->now() + later; }},
                  limits);
  }
  ManageAccounts manage() {
    return ManageAccounts({.accounts = database->accounts(),
                           .members = database->members(),
                           .passwords = *passwords,
                           .now = [this] { return database->now(); }},
                          "login:tester");
  }
  Account secretary() {
    auto manage = this->manage();
    const auto account = manage.find(manage.add("aigul", "ky", "M2"));
    manage.grant(account, Role::secretary, "", "M2");
    return account;
  }
  std::string enter(const std::string& login, const std::string& password, const std::string& from = kBrowser) {
    return said(signIn().withPassword(login, Secret(password), from));
  }
  std::string arrive(const std::string& state, const std::string& from = kBrowser) {
    return said(signIn().withProvider(prover, {{"state", state}, {"code", "c"}}, state, from));
  }
  static std::string said(const SignIn::Outcome& outcome) {
    if (const auto* problem = std::get_if<Problem>(&outcome)) return problem->code;
    if (std::holds_alternative<SignIn::CodeNeeded>(outcome)) return "code";
    return std::get<SignIn::Success>(outcome).mustChangePassword ? "must change" : "in";
  }
  std::vector<Grant> grantsOf(const Identity& identity) {
    const auto account = database->accounts().ofIdentity(identity);
    return account ? account->grants : std::vector<Grant>();
  }
  int events(const std::string& event) {
    int count = 0;
    database->audit().walk([&](const AuditEntry& entry) { count += entry.event == event ? 1 : 0; });
    return count;
  }

  const std::filesystem::path folder;
  const std::string connection;
  std::unique_ptr<PortalDatabase> database;
  std::unique_ptr<Passwords> passwords;
  PortalTables tables;
  Prover prover;
  std::chrono::hours later{0};
  SignIn::Limits limits;
};

std::string codeOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.problem().code;
  }
  return "";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(SigningIn, Door)

BOOST_AUTO_TEST_CASE(a_first_password_lets_in_once_and_opens_nothing_until_it_is_changed) {
  const auto account = secretary();
  BOOST_TEST(enter("aigul", "") == "signInRefused");  // there is none yet
  const auto first = manage().firstPassword(account);
  BOOST_TEST(enter("Aigul", std::string(first.reveal())) == "must change");
  BOOST_TEST(enter("aigul", std::string(first.reveal())) == "signInRefused");
  auto now = database->accounts().account(account.id).value();
  BOOST_TEST(permission(now, Action::listApplications).none());
  BOOST_TEST(permission(now, Action::useOwnAccount).everywhere);
  auto door = signIn();
  BOOST_TEST(door.changePassword(account.id, Secret(), Secret("short"), kBrowser)->code == "passwordTooShort");
  BOOST_TEST(door.changePassword(account.id, Secret(), Secret("aigul-2026!!"), kBrowser)->code == "passwordCommon");
  BOOST_CHECK(!door.changePassword(account.id, Secret(), Secret(kStrong), kBrowser));
  BOOST_TEST(enter("aigul", kStrong) == "in");
  now = database->accounts().account(account.id).value();
  BOOST_TEST(permission(now, Action::listApplications).ofCommission("K1"));
  BOOST_TEST(!permission(now, Action::listApplications).ofCommission("K2"));
}

BOOST_AUTO_TEST_CASE(a_first_password_that_was_never_used_ends) {
  const auto account = secretary();
  const auto first = manage().firstPassword(account);
  later = std::chrono::hours(73);
  BOOST_TEST(enter("aigul", std::string(first.reveal())) == "signInRefused");
}

BOOST_AUTO_TEST_CASE(a_change_needs_the_current_password_and_another_new_one) {
  const auto account = secretary();
  manage().setPassword(account, Secret(kStrong));
  auto door = signIn();
  BOOST_TEST(door.changePassword(account.id, Secret("wrong"), Secret("тоо көл талаа токой"), kBrowser)->code ==
             "signInRefused");
  BOOST_TEST(door.changePassword(account.id, Secret(kStrong), Secret(kStrong), kBrowser)->code == "passwordUnchanged");
  BOOST_CHECK(!door.changePassword(account.id, Secret(kStrong), Secret("тоо көл талаа токой"), kBrowser));
  BOOST_TEST(enter("aigul", kStrong) == "signInRefused");
  BOOST_TEST(enter("aigul", "тоо көл талаа токой") == "in");
}

BOOST_AUTO_TEST_CASE(nobody_hears_whether_there_is_such_an_account_nor_by_the_limits) {
  const auto account = secretary();
  manage().setPassword(account, Secret(kStrong));
  for (const char* login : {"aigul", "nobody", "no such login at all"}) {
    for (int i = 0; i < 5; ++i) BOOST_TEST(enter(login, "wrong") == "signInRefused");
    BOOST_TEST(enter(login, "wrong") == "signInBlocked");
  }
  BOOST_TEST(enter("aigul", kStrong) == "signInBlocked");
  BOOST_TEST(events("signInRefused") == 15);
  database->audit().walk([](const AuditEntry& entry) {
    for (const char* given : {"nobody", "no such", "wrong", kBrowser})
      BOOST_TEST(entry.detail.find(given) == std::string::npos);
  });
}

BOOST_AUTO_TEST_CASE(one_address_that_tries_many_names_waits_and_others_do_not) {
  limits.address.free = 6;
  for (int i = 0; i < 6; ++i) BOOST_TEST(enter("name" + std::to_string(i), "wrong") == "signInRefused");
  BOOST_TEST(enter("another", "wrong") == "signInBlocked");
  BOOST_TEST(enter("another", "wrong", "192.0.2.8") == "signInRefused");
  for (int i = 0; i < 6; ++i) enter("six" + std::to_string(i), "wrong", "2001:db8::" + std::to_string(i));
  BOOST_TEST(enter("another2", "wrong", "2001:db8::ffff") == "signInBlocked");  // the same /64
  BOOST_TEST(enter("another2", "wrong", "2001:db8:0:1::1") == "signInRefused");
}

BOOST_AUTO_TEST_CASE(who_is_disabled_is_out_with_the_right_password) {
  const auto account = secretary();
  manage().setPassword(account, Secret(kStrong));
  database->accounts().setActive(account.id, false, "login:tester");
  BOOST_TEST(enter("aigul", kStrong) == "signInRefused");
  BOOST_TEST(permission(*database->accounts().account(account.id), Action::listApplications).none());
}

BOOST_AUTO_TEST_CASE(whether_there_is_a_second_factor_is_said_to_who_knows_the_password_alone) {
  const auto account = secretary();
  manage().setPassword(account, Secret(kStrong));
  auto& factors = database->secondFactors();
  BOOST_REQUIRE(factors.offer(account.id, "MZXW6YTBOI", "s"));
  BOOST_REQUIRE(factors.confirm(account.id, "MZXW6YTBOI", "s", 1, {}));
  BOOST_TEST(enter("aigul", "wrong") == "signInRefused");
  BOOST_TEST(enter("nobody", "wrong") == "signInRefused");
  // The tries of the password count on, for nobody is in yet.
  for (int i = 0; i < 4; ++i) BOOST_TEST(enter("aigul", kStrong) == "code");
  BOOST_TEST(enter("aigul", kStrong) == "signInBlocked");
  BOOST_TEST(events("signedIn") == 0);
}

BOOST_AUTO_TEST_CASE(a_hash_that_became_weak_is_made_again_at_the_next_sign_in) {
  const auto account = secretary();
  manage().setPassword(account, Secret(kStrong));
  const auto before = database->accounts().password(account.identity)->hash;
  passwords = makeArgon2Passwords({.memory = 16 << 20, .passes = 1});
  BOOST_TEST(enter("aigul", kStrong) == "in");
  BOOST_TEST(database->accounts().password(account.identity)->hash != before);
  BOOST_TEST(enter("aigul", kStrong) == "in");
}

BOOST_AUTO_TEST_CASE(a_persons_role_is_the_one_of_the_list_by_number_and_local_body) {
  BOOST_TEST(arrive("s1") == "in");
  BOOST_CHECK(grantsOf(prover.person.identity) == (std::vector<Grant>{{Role::secretary, "K1", "M2"}}));
  prover.person.soate = "41721000000000";  // now of another body
  BOOST_TEST(arrive("s2") == "signInNoRole");
  BOOST_CHECK(grantsOf(prover.person.identity).empty());
  prover.person.soate = "41711000000000";
  BOOST_TEST(arrive("s3") == "in");
  tables.setActive("M2", false);
  BOOST_CHECK(grantsOf(prover.person.identity).empty());  // the session that is open is worth nothing
  BOOST_TEST(arrive("s4") == "signInNoRole");
}

BOOST_AUTO_TEST_CASE(who_is_in_no_list_or_says_no_number_or_is_a_plain_member_gets_nothing) {
  put("M3", "K1", "10303198012345", CommissionRole::member);
  for (const std::string pin : {"", "10303198012345", "10404198012345"}) {
    prover.person.pin = pin;
    BOOST_TEST(arrive("s" + pin) == "signInNoRole");
  }
}

BOOST_AUTO_TEST_CASE(who_is_listed_on_both_sides_gets_neither_there_and_keeps_what_is_elsewhere) {
  put("M4", "K1", kSecretaryPin, CommissionRole::chairperson);
  put("M5", "K2", kSecretaryPin, CommissionRole::chairperson);
  BOOST_TEST(arrive("s1") == "in");
  BOOST_CHECK(grantsOf(prover.person.identity) == (std::vector<Grant>{{Role::chairperson, "K2", "M5"}}));
}

BOOST_AUTO_TEST_CASE(an_account_of_the_same_person_cannot_become_the_other_side) {
  secretary();
  tables.put(Member{.id = "M2", .commissionId = "K1", .pin = kSecretaryPin, .role = CommissionRole::member});
  put("M6", "K1", kSecretaryPin, CommissionRole::chairperson);
  BOOST_TEST(arrive("s1") == "signInNoRole");
}

BOOST_AUTO_TEST_CASE(accounts_are_never_joined_by_anything_but_issuer_and_subject) {
  BOOST_TEST(arrive("s1") == "in");
  const auto first = database->accounts().ofIdentity(prover.person.identity)->id;
  prover.person.identity.subject = "S-2";
  BOOST_TEST(arrive("s2") == "in");
  BOOST_TEST(database->accounts().ofIdentity(prover.person.identity)->id != first);
}

BOOST_AUTO_TEST_CASE(a_state_comes_once_and_a_wrong_one_spends_nothing) {
  BOOST_TEST(arrive("once") == "in");
  BOOST_TEST(arrive("once") == "signInReturnedTwice");
  BOOST_TEST(prover.asked == 1);
  BOOST_TEST(said(signIn().withProvider(prover, {{"state", "forged"}}, "kept", kBrowser)) == "signInStateWrong");
  BOOST_TEST(arrive("kept") == "in");
}

BOOST_AUTO_TEST_CASE(an_operator_is_refused_what_makes_no_sense) {
  auto manage = this->manage();
  BOOST_TEST(codeOf([&] { manage.add("a", "", ""); }) == "loginWrong");
  BOOST_TEST(codeOf([&] { manage.add("айгүл", "", ""); }) == "loginWrong");
  BOOST_TEST(codeOf([&] { manage.add("aigul", "", "M9"); }) == "memberNotListed");
  const auto account = secretary();
  BOOST_TEST(codeOf([&] { manage.add("AIGUL", "", ""); }) == "accountExists");
  BOOST_TEST(codeOf([&] { manage.find("nobody"); }) == "accountNotFound");
  BOOST_TEST(codeOf([&] { manage.grant(account, Role::chairperson, "", ""); }) == "rolePlaceMissing");
  BOOST_TEST(codeOf([&] { manage.grant(account, Role::kindergarten, "", ""); }) == "rolePlaceMissing");
  BOOST_TEST(codeOf([&] { manage.grant(account, Role::archivist, "", "M1"); }) == "rolePlaceUnneeded");
  BOOST_TEST(codeOf([&] { manage.grant(account, Role::chairperson, "", "M2"); }) == "memberRoleDiffers");
  BOOST_TEST(codeOf([&] { manage.grant(account, Role::chairperson, "", "M1"); }) == "roleOtherSide");
  BOOST_TEST(codeOf([&] { manage.setPassword(account, Secret("password1234")); }) == "passwordCommon");
  BOOST_TEST(arrive("s1") == "in");
  const auto provided = database->accounts().ofIdentity(prover.person.identity).value();
  BOOST_TEST(codeOf([&] { manage.firstPassword(provided); }) == "accountNotLocal");
}

BOOST_AUTO_TEST_SUITE_END()
