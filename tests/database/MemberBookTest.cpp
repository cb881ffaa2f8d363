#include <boost/test/unit_test.hpp>
#include <thread>

#include "PortalFixture.h"
#include "pipeline/casework/ManageMembers.h"

using namespace balalyk;
using namespace balalyk::tests;

BOOST_TEST_DONT_PRINT_LOG_VALUE(MemberBook::Outcome)
BOOST_TEST_DONT_PRINT_LOG_VALUE(ManageMembers::Outcome)

namespace {

constexpr const char* kActor = "account-1";
const Permission kFirst{.commissions = {"K1"}}, kSecond{.commissions = {"K2"}};

struct Lists : Portal {
  MemberBook& book() { return open().memberBook(); }
  ManageMembers manage(const std::string& account = kActor) { return {book(), day(2026, 11, 29), account}; }
  ListedEntry entry(const std::string& id) { return book().member({.everywhere = true}, id).value(); }
  // Details of the events of one name, in the trail's order.
  std::vector<std::string> details(const std::string& event) {
    std::vector<std::string> found;
    BOOST_CHECK(!open().audit().walk([&](const AuditEntry& one) {
      if (one.event == event) found.push_back(one.detail);
    }));
    return found;
  }
  Member newcomer() const {
    return {.id = "",
            .commissionId = "K1",
            .name = {"Осмонов", "Үсөн", ""},
            .pin = "20101197054321",
            .position = {"мүчө", ""},
            .role = CommissionRole::member,
            .active = true,
            .workplace = {"айыл өкмөтү", ""},
            .phone = "996555123456",
            .email = "usen@example.kg"};
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(MemberBooks, Lists)

BOOST_AUTO_TEST_CASE(a_member_of_a_form_that_is_sent_again_is_there_once) {
  auto member = newcomer();
  member.id = uuid(7);
  for (int i = 0; i < 2; ++i) {
    const auto added = book().add(kFirst, member, kActor);
    BOOST_CHECK(added.outcome == MemberBook::Outcome::done);
    BOOST_CHECK_EQUAL(added.id, uuid(7));
  }
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM balalyk_audit WHERE event = 'memberAdded'"), 1);
}

BOOST_AUTO_TEST_CASE(a_member_is_added_changed_and_found_again_as_written) {
  const auto added = book().add(kFirst, newcomer(), kActor);
  BOOST_REQUIRE(added.outcome == MemberBook::Outcome::done);
  auto wanted = newcomer();
  wanted.id = added.id;
  BOOST_CHECK(entry(added.id).member == wanted);
  BOOST_CHECK_EQUAL(entry(added.id).version, 1);
  wanted.name.surname = "Осмонова";
  wanted.phone.clear();
  BOOST_CHECK(book().change(kFirst, wanted, 1, kActor).outcome == MemberBook::Outcome::done);
  BOOST_CHECK(entry(added.id).member == wanted);
  BOOST_CHECK_EQUAL(entry(added.id).version, 2);
  BOOST_CHECK_EQUAL(book().members(kFirst, "K1").size(), 3u);
  // Nothing of what was typed is in the trail.
  const auto changed = details("memberChanged");
  BOOST_REQUIRE_EQUAL(changed.size(), 1u);
  BOOST_CHECK(changed[0].find("phone") != std::string::npos && changed[0].find("surname") != std::string::npos);
  for (const char* personal : {"Осмон", "996555", "20101197054321", "usen@"})
    for (const char* event : {"memberAdded", "memberChanged"})
      for (const auto& detail : details(event)) BOOST_CHECK(detail.find(personal) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_differs_in_nothing_is_not_written) {
  const auto before = entry("M1");
  BOOST_CHECK(book().change(kFirst, before.member, before.version, kActor).outcome == MemberBook::Outcome::done);
  BOOST_CHECK(entry("M1") == before);
  BOOST_CHECK(details("memberChanged").empty());
}

BOOST_AUTO_TEST_CASE(another_commissions_member_is_not_found_whatever_is_asked) {
  const auto before = entry("M1");
  BOOST_CHECK(!book().member(kSecond, "M1"));
  BOOST_CHECK(book().members(kSecond, "K1").empty());
  BOOST_CHECK(book().commissions({}).empty());
  BOOST_CHECK_EQUAL(book().commissions(kSecond).size(), 1u);
  auto stolen = before.member;
  stolen.commissionId = "K2";
  const auto notFound = MemberBook::Outcome::notFound;
  BOOST_CHECK(book().change(kSecond, stolen, before.version, kActor).outcome == notFound);
  BOOST_CHECK(book().setActive(kSecond, "M1", before.version, false, kActor).outcome == notFound);
  BOOST_CHECK(book().remove(kSecond, "M1", before.version, kActor).outcome == notFound);
  BOOST_CHECK(!book().noteShown(kSecond, "M1", kActor));
  BOOST_CHECK(book().use(kSecond, "M1").accounts.empty());
  BOOST_CHECK(book().add(kSecond, newcomer(), kActor).outcome == notFound);
  BOOST_CHECK(entry("M1") == before);
  // Nor does a change move a member to another list.
  BOOST_CHECK(book().change(kFirst, stolen, before.version, kActor).outcome == MemberBook::Outcome::done);
  BOOST_CHECK_EQUAL(entry("M1").member.commissionId, "K1");
}

BOOST_AUTO_TEST_CASE(of_two_changes_of_one_version_the_second_sees_the_first) {
  auto mine = entry("M1"), theirs = entry("M1");
  theirs.member.phone = "996700000000";
  BOOST_CHECK(book().change(kFirst, theirs.member, theirs.version, kActor).outcome == MemberBook::Outcome::done);
  mine.member.email = "x@example.kg";
  const auto second = book().change(kFirst, mine.member, mine.version, kActor);
  BOOST_CHECK(second.outcome == MemberBook::Outcome::conflict);
  BOOST_REQUIRE(second.theirs);
  BOOST_CHECK_EQUAL(second.theirs->member.phone, "996700000000");
  BOOST_CHECK(entry("M1").member.email.empty());
}

BOOST_AUTO_TEST_CASE(a_list_has_a_person_once_and_one_active_chairperson) {
  auto twin = newcomer();
  twin.pin = chairperson.pin;
  auto refused = book().add(kFirst, twin, kActor);
  BOOST_CHECK(refused.outcome == MemberBook::Outcome::personListed);
  BOOST_CHECK_EQUAL(refused.other, "M1");
  auto second = newcomer();
  second.role = CommissionRole::chairperson;
  refused = book().add(kFirst, second, kActor);
  BOOST_CHECK(refused.outcome == MemberBook::Outcome::chairpersonListed);
  BOOST_CHECK_EQUAL(refused.other, "M1");
  second.active = false;
  const auto added = book().add(kFirst, second, kActor);
  BOOST_CHECK(added.outcome == MemberBook::Outcome::done);
  BOOST_CHECK(book().setActive(kFirst, added.id, 1, true, kActor).outcome == MemberBook::Outcome::chairpersonListed);
  BOOST_CHECK(book().setActive(kFirst, "M1", entry("M1").version, false, kActor).outcome == MemberBook::Outcome::done);
  BOOST_CHECK(book().setActive(kFirst, added.id, 1, true, kActor).outcome == MemberBook::Outcome::done);
}

BOOST_AUTO_TEST_CASE(of_two_who_make_a_chairperson_at_once_one_does) {
  tables.setActive("M1", false);
  std::vector<std::string> ids;
  for (const char* pin : {"20101197011111", "20101197022222"}) {
    auto member = newcomer();
    member.pin = pin;
    member.role = CommissionRole::chairperson;
    member.active = false;
    ids.push_back(book().add(kFirst, member, kActor).id);
  }
  std::vector<MemberBook::Outcome> outcomes(2);
  {
    std::vector<std::jthread> both;
    for (std::size_t i = 0; i < 2; ++i)
      both.emplace_back([&, i] {
        outcomes[i] = openDatabase(connection())->memberBook().setActive(kFirst, ids[i], 1, true, kActor).outcome;
      });
  }
  BOOST_CHECK_EQUAL(std::ranges::count(outcomes, MemberBook::Outcome::done), 1);
  BOOST_CHECK_EQUAL(std::ranges::count(outcomes, MemberBook::Outcome::chairpersonListed), 1);
}

BOOST_AUTO_TEST_CASE(whoever_was_in_a_protocol_is_kept_when_removed_and_anybody_else_is_deleted) {
  tables.put(application("A1"), PortalTables::Decision::approved);
  BOOST_CHECK(book().use(kFirst, "M1").everUsed);
  BOOST_CHECK(book().remove(kFirst, "M1", entry("M1").version, kActor).outcome == MemberBook::Outcome::done);
  BOOST_CHECK(!book().member(kFirst, "M1"));
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM commission_member WHERE id = 'M1' AND active = 0"), 1);
  const auto shown = open().records().application("A1").value().ticked;
  BOOST_CHECK(std::ranges::any_of(shown, [](const Member& one) { return one.name.surname == "Төраев"; }));
  BOOST_CHECK(book().setActive(kFirst, "M1", 2, true, kActor).outcome == MemberBook::Outcome::notFound);

  const auto id = book().add(kFirst, newcomer(), kActor).id;
  BOOST_CHECK(!book().use(kFirst, id).everUsed);
  BOOST_CHECK(book().remove(kFirst, id, 1, kActor).outcome == MemberBook::Outcome::done);
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM commission_member WHERE id = '" + id + "'"), 0);
  BOOST_CHECK_EQUAL(details("memberRemoved").size(), 2u);
  // Who was removed can be listed again, as another entry.
  auto again = newcomer();
  again.pin = chairperson.pin;
  BOOST_CHECK(book().add(kFirst, again, kActor).outcome == MemberBook::Outcome::done);
}

BOOST_AUTO_TEST_CASE(what_a_member_is_part_of_is_known_before_it_is_made_inactive) {
  const auto id = open().accounts().add({{kLocalIssuer, "toro"}, "", "ky"}, kActor).value();
  open().accounts().grant(id, {Role::chairperson, "K1", "M1"}, kActor);
  tables.put(application("A1"), PortalTables::Decision::undecided);
  auto document = newDocument("A2");
  tables.put(application("A2"), PortalTables::Decision::approved);
  documentIn(State::drafted, document);
  tables.put(application("A3"), PortalTables::Decision::approved);
  documentIn(State::published, newDocument("A3"));
  const auto use = book().use(kFirst, "M1");
  BOOST_CHECK(use.accounts == std::vector{id});
  BOOST_CHECK(use.waiting == std::vector<std::string>{"A1"});
  BOOST_REQUIRE_EQUAL(use.underWay.size(), 1u);
  BOOST_CHECK_EQUAL(use.underWay[0].sourceKey, "A2");

  const auto version = entry("M1").version;
  const auto asked = manage(id).setActive(kFirst, "M1", version, false, "");
  BOOST_CHECK(asked.outcome == ManageMembers::Outcome::ask);
  std::vector<std::string> codes;
  for (const auto& problem : asked.consequences) codes.push_back(problem.code);
  BOOST_CHECK(codes == (std::vector<std::string>{"memberIsYou", "memberRolesLost", "commissionWithoutChairperson",
                                                 "memberUnderWay", "memberTicked"}));
  BOOST_CHECK(entry("M1").member.active);
  // What was confirmed is what was shown, and nothing else.
  BOOST_CHECK(manage().setActive(kFirst, "M1", version, false, "yes").outcome == ManageMembers::Outcome::ask);
  const auto confirmed = ManageMembers::confirmationOf(asked.consequences);
  BOOST_CHECK(manage(id).setActive(kFirst, "M1", version, false, confirmed).outcome == ManageMembers::Outcome::done);
  BOOST_CHECK(open().accounts().account(id).value().grants.empty());
}

BOOST_AUTO_TEST_CASE(the_checks_of_a_protocol_are_those_of_the_list) {
  auto wrong = newcomer();
  wrong.pin = "123";
  wrong.name = {"", "Үсөн\u202E", ""};
  wrong.phone = "12";
  wrong.email = "nobody";
  const auto result = manage().save(kFirst, wrong, 0, false, "");
  BOOST_CHECK(result.outcome == ManageMembers::Outcome::wrong);
  std::vector<std::string> codes;
  for (const auto& problem : result.problems) codes.push_back(problem.code);
  BOOST_CHECK(codes == (std::vector<std::string>{"nameHasForbiddenCharacters", "nameMissing", "pinImpossible",
                                                 "phoneImpossible", "emailImpossible"}));
  auto right = newcomer();
  right.phone = "0555 12-34-56";
  right.pin = " 20101197054321 ";
  const auto saved = manage().save(kFirst, right, 0, false, "");
  BOOST_REQUIRE(saved.outcome == ManageMembers::Outcome::done);
  BOOST_CHECK_EQUAL(entry(saved.member.id).member.phone, "996555123456");
  BOOST_CHECK_EQUAL(entry(saved.member.id).member.pin, "20101197054321");
  // The page that does not show the number keeps it.
  auto hidden = entry(saved.member.id).member;
  hidden.pin.clear();
  hidden.position.ky = "адис";
  BOOST_CHECK(manage().save(kFirst, hidden, 1, true, "").outcome == ManageMembers::Outcome::done);
  BOOST_CHECK_EQUAL(entry(saved.member.id).member.pin, "20101197054321");
}

BOOST_AUTO_TEST_CASE(another_number_of_the_chairperson_is_asked_for_since_another_person_signs) {
  auto successor = entry("M1").member;
  successor.pin = "20101197054321";
  const auto asked = manage().save(kFirst, successor, entry("M1").version, false, "");
  BOOST_CHECK(asked.outcome == ManageMembers::Outcome::ask);
  BOOST_REQUIRE_EQUAL(asked.consequences.size(), 1u);
  BOOST_CHECK_EQUAL(asked.consequences[0].code, "signerChanges");
}

BOOST_AUTO_TEST_CASE(what_a_protocol_shows_of_a_member_is_changed_once_the_secretary_has_seen_which_are_taken_back) {
  for (const auto* key : {"A1", "A2", "A3"}) {
    auto given = application(key);
    given.protocolNumber = key;
    tables.put(given, PortalTables::Decision::approved);
    auto document = newDocument(key);
    document.number = key;
    documentIn(key == std::string("A1")   ? State::drafted
               : key == std::string("A2") ? State::sent
                                          : State::authorised,
               document);
  }
  auto renamed = entry("M1").member;
  const auto version = entry("M1").version;
  auto unseen = renamed;
  unseen.phone = "996700123456";  // no protocol shows it
  BOOST_CHECK(manage().save(kFirst, unseen, version, true, "").outcome == ManageMembers::Outcome::done);
  renamed.name.surname = "Төраева";
  const auto asked = manage().save(kFirst, renamed, version + 1, true, "");
  BOOST_REQUIRE(asked.outcome == ManageMembers::Outcome::ask);
  BOOST_REQUIRE_EQUAL(asked.consequences.size(), 1u);
  BOOST_CHECK_EQUAL(toString(asked.consequences[0]), "memberShownUnderWay(count=3, sent=2)");
  BOOST_CHECK_EQUAL(asked.underWay.size(), 3u);
  BOOST_CHECK_EQUAL(entry("M1").member.name.surname, "Төраев");
  const auto confirmed = ManageMembers::confirmationOf(asked.consequences);
  BOOST_CHECK(manage().save(kFirst, renamed, version + 1, true, confirmed).outcome == ManageMembers::Outcome::done);
}

BOOST_AUTO_TEST_CASE(a_removal_always_asks_and_a_shown_number_is_in_the_trail) {
  const auto id = book().add(kFirst, newcomer(), kActor).id;
  BOOST_CHECK(manage().remove(kFirst, id, 1, "").outcome == ManageMembers::Outcome::ask);
  BOOST_CHECK(book().noteShown(kFirst, id, kActor));
  BOOST_CHECK_EQUAL(details("personalNumberShown").size(), 1u);
  BOOST_CHECK(manage().remove(kFirst, id, 1, ManageMembers::confirmationOf({})).outcome ==
              ManageMembers::Outcome::done);
}

BOOST_AUTO_TEST_CASE(the_list_is_in_kyrgyz_order_within_its_roles) {
  for (const auto& [surname, pin] : std::vector<std::pair<std::string, std::string>>{
           {"Өмүров", "20101197000001"}, {"Осмонов", "20101197000002"}, {"Пирматов", "20101197000003"}}) {
    auto member = newcomer();
    member.name.surname = surname;
    member.pin = pin;
    book().add(kFirst, member, kActor);
  }
  std::vector<std::string> names;
  for (const auto& one : manage().list(kFirst, "K1")) names.push_back(one.member.name.surname);
  BOOST_CHECK(names == (std::vector<std::string>{"Төраев", "Осмонов", "Өмүров", "Пирматов", "Катчиева"}));
}

BOOST_AUTO_TEST_SUITE_END()
