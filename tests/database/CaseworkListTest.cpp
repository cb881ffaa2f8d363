#include <set>

#include "CaseworkFixture.h"
#include "connectors/database/Migrations.h"
#include "connectors/database/session/Connection.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

struct CaseworkRows : Casework {
  std::string ids(const ApplicationListQuery& query) {
    std::string text;
    for (const auto& row : applications().list(query).rows) text += (text.empty() ? "" : " ") + row.id;
    return text;
  }
  std::string ids(const ApplicationFilter& filter = {}) { return ids({.commissionId = "K1", .filter = filter}); }
  std::string found(const std::string& text) {
    std::string ids;
    for (const auto& row : applications().search({"K1"}, text, 50).rows) ids += (ids.empty() ? "" : " ") + row.id;
    return ids;
  }
  // All pages, by their keys; `between` runs after each.
  template <class Between>
  std::vector<std::string> pages(ApplicationListQuery query, Between between) {
    std::vector<std::string> all;
    do {
      const auto page = applications().list(query);
      for (const auto& row : page.rows) all.push_back(row.id);
      query.after = page.next;
      between(static_cast<int>(all.size()));
    } while (!query.after.empty());
    return all;
  }
  void named(const std::string& key, const PersonName& name) {
    auto given = waiting(key);
    given.child.name = name;
    put(given);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(CaseworkLists, CaseworkRows)

BOOST_AUTO_TEST_CASE(what_waits_comes_first_the_oldest_at_its_head_then_what_is_decided_the_newest_first) {
  put(waiting("A9", "K2"));
  for (const auto* id : {"A4", "A5", "A6"}) put(waiting(id));
  save("A2", complete("2"));
  save("A5", complete("5", Decision::rejected));
  BOOST_CHECK_EQUAL(ids(), "A1 A3 A4 A6 A5 A2");
  BOOST_CHECK_EQUAL(ids({.state = ApplicationState::waiting}), "A1 A3 A4 A6");
  BOOST_CHECK_EQUAL(ids({.state = ApplicationState::approved}), "A2");
  BOOST_CHECK_EQUAL(ids({.state = ApplicationState::rejected}), "A5");
  const auto page = applications().list({.commissionId = "K1", .filter = {.state = ApplicationState::approved}});
  BOOST_CHECK_EQUAL(page.counts.waiting, 4);
  BOOST_CHECK_EQUAL(page.counts.approved, 1);
  BOOST_CHECK_EQUAL(page.counts.rejected, 1);
  BOOST_CHECK_EQUAL(page.counts.all(), 6);
  BOOST_REQUIRE_EQUAL(page.rows.size(), 1u);
  BOOST_CHECK(page.rows[0].benefits == std::vector{categories[0]});
  BOOST_CHECK_EQUAL(page.rows[0].protocolNumber, "2");
  BOOST_CHECK(page.rows[0].receivedAt == waiting("A2").receivedAt);
  BOOST_CHECK(applications().list({.commissionId = "nothing"}).rows.empty());
}

BOOST_AUTO_TEST_CASE(the_list_is_narrowed_by_days_of_the_place_and_by_benefit) {
  auto late = waiting("A4");  // 29 November, 23:59 in Bishkek
  late.receivedAt = momentFromIso("2026-11-29T17:59:59.000Z");
  late.benefits = {categories[1]};
  put(late);
  auto next = waiting("A5");  // the first moment of the 30th
  next.receivedAt = momentFromIso("2026-11-29T18:00:00.000Z");
  put(next);
  const auto on = [](unsigned d) { return day(2026, 11, d); };
  BOOST_CHECK_EQUAL(ids({.receivedFrom = on(29), .receivedTo = on(29)}), "A4");
  BOOST_CHECK_EQUAL(ids({.receivedFrom = on(30)}), "A5");
  BOOST_CHECK_EQUAL(ids({.benefit = "large-family"}), "A4");
  BOOST_CHECK_EQUAL(ids({.receivedFrom = on(30), .benefit = "large-family"}), "");
  const auto page = applications().list({.commissionId = "K1", .filter = {.receivedTo = on(29)}});
  BOOST_CHECK_EQUAL(page.counts.waiting, 4);
}

BOOST_AUTO_TEST_CASE(names_are_in_kyrgyz_order_whatever_the_database_thinks_of_it) {
  sql("UPDATE application SET names_by = names_by");
  for (const auto* key : {"A1", "A2", "A3"}) named(key, {key, "", ""});
  named("A4", {"Өмүров", "", ""});
  named("A5", {"Пиров", "", ""});
  named("A6", {"Осмонов", "", ""});
  named("A7", {"Ёлкин", "", ""});
  named("A8", {"Жээнов", "", ""});
  named("A9", {"Еров", "", ""});
  named("A10", {"Нурлан", "", ""});
  named("A11", {"Ңаров", "", ""});
  BOOST_CHECK_EQUAL(ids({.commissionId = "K1", .order = ApplicationOrder::name}), "A9 A7 A8 A10 A11 A6 A4 A5 A1 A2 A3");
  const auto all = pages({.commissionId = "K1", .order = ApplicationOrder::name, .limit = 4}, [](int) {});
  BOOST_CHECK_EQUAL(all.size(), 11u);
  BOOST_CHECK_EQUAL(all.back(), "A3");
}

BOOST_AUTO_TEST_CASE(pages_are_complete_and_have_no_doubles_while_rows_change) {
  for (int i = 4; i <= 40; ++i) put(waiting("A" + std::to_string(i)));
  for (int i = 30; i <= 40; ++i) save("A" + std::to_string(i), complete(std::to_string(i)));
  int added = 100;
  const auto change = [&](int seen) {
    put(waiting("A" + std::to_string(++added)));   // a new one
    tables.touch(Source::application, "A20");      // written
    if (seen == 7) save("A1", complete("first"));  // seen, and decided since
    if (seen == 7) put(waiting("A29"));            // to come, and written
  };
  const auto all = pages({.commissionId = "K1", .limit = 7}, change);
  const std::set<std::string> once(all.begin(), all.end());
  for (int i = 1; i <= 40; ++i) BOOST_CHECK_MESSAGE(once.contains("A" + std::to_string(i)), i);
  // Only what changed its place itself is seen in both.
  std::multiset<std::string> every(all.begin(), all.end());
  for (const auto& id : once) BOOST_CHECK_MESSAGE(id == "A1" || every.count(id) == 1, id);
  // Of one state, and by name, nothing at all is seen twice.
  for (const auto& query :
       {ApplicationListQuery{.commissionId = "K1", .filter = {.state = ApplicationState::waiting}, .limit = 5},
        ApplicationListQuery{.commissionId = "K1", .order = ApplicationOrder::name, .limit = 5}}) {
    const auto seen = pages(query, [&](int count) {
      if (count == 10) save("A25", complete("25"));
    });
    BOOST_CHECK_EQUAL(std::set<std::string>(seen.begin(), seen.end()).size(), seen.size());
  }
}

BOOST_AUTO_TEST_CASE(a_cursor_that_is_not_known_begins_at_the_start) {
  for (const std::string after : {"w.nothing", "x.A1", "w", "", "w.", "' OR 1=1", "w.A9"})
    BOOST_CHECK_EQUAL(ids({.commissionId = "K1", .after = after}), "A1 A2 A3");
  put(waiting("A9", "K2"));
  BOOST_CHECK_EQUAL(ids({.commissionId = "K1", .after = "w.A9"}), "A1 A2 A3");
  BOOST_CHECK_EQUAL(ids({.commissionId = "K1", .after = "w.A2"}), "A3");
}

BOOST_AUTO_TEST_CASE(names_are_found_by_beginnings_of_words_without_a_kyrgyz_keyboard) {
  named("A1", {"Өмүрбек уулу", "Нурлан", ""});
  named("A2", {"Жээнбекова", "Айгүл", "Асановна"});
  named("A3", {"Ңазарова", "Алёна", ""});
  BOOST_CHECK_EQUAL(found("омурбек"), "A1");
  BOOST_CHECK_EQUAL(found("НУР УУЛ"), "A1");
  BOOST_CHECK_EQUAL(found("айгул жээн"), "A2");
  BOOST_CHECK_EQUAL(found("назар алена"), "A3");
  BOOST_CHECK_EQUAL(found("Бермет"), "A2 A3 A1");  // the guardian's, by the child's name
  BOOST_CHECK_EQUAL(found("урбек"), "");
  BOOST_CHECK_EQUAL(found("нурлан айгул"), "");
  for (const std::string none : {"", " ", "--", "'", "%", "\xFF"}) BOOST_CHECK_EQUAL(found(none), "");
  BOOST_CHECK(applications().search({"K1"}, "Бермет", 2).more);
  BOOST_CHECK(!applications().search({"K1"}, "Бермет", 3).more);
}

BOOST_AUTO_TEST_CASE(a_personal_number_is_found_whole_the_childs_and_the_guardians) {
  BOOST_CHECK_EQUAL(found("21505202010002"), "A2");
  BOOST_CHECK_EQUAL(found(" 2 1505 2020-10002 "), "A2");
  BOOST_CHECK_EQUAL(found("2150520201000"), "");
  BOOST_CHECK_EQUAL(found(application("A1").guardian.pin), "A1 A2 A3");
}

BOOST_AUTO_TEST_CASE(what_another_program_put_in_is_found_all_the_same) {
  sql("INSERT INTO application (id, commission_id, protocol_number, refusal_grounds, child_surname, child_given_name, "
      "child_patronymic, child_pin, guardian_surname, guardian_given_name, guardian_patronymic, guardian_pin, "
      "guardian_address, comments, synthetic, changed_at) VALUES ('A7', 'K1', '', '', 'Абдиев', 'Төлөн', '', "
      "'21505202012349', 'Абдиева', 'Үпөл', '', '11505199012345', '', '', 1, 1)");
  BOOST_CHECK_EQUAL(found("толон"), "A7");
  BOOST_CHECK_EQUAL(ids({.commissionId = "K1", .order = ApplicationOrder::name}), "A7 A1 A2 A3");
  BOOST_CHECK_EQUAL(ids(), "A7 A1 A2 A3");  // without a time of arrival: as the oldest
}

// As another version of ICU left it, or a version of this program from before.
BOOST_AUTO_TEST_CASE(a_migration_folds_what_was_folded_otherwise) {
  sql("UPDATE application SET names_by = 'older', name_key = '', number_key = 'x'");
  sql("DELETE FROM application_word");
  migrate(connection());
  BOOST_CHECK_EQUAL(found("асанов"), "A1 A2 A3");
  BOOST_CHECK_EQUAL(number("SELECT count(*) FROM application WHERE number_key <> '' OR name_key = ''"), 0);
}

BOOST_AUTO_TEST_SUITE_END()
