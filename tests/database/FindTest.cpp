#include <boost/test/unit_test.hpp>

#include "TestDatabase.h"
#include "connectors/database/documents/FindQuery.h"
#include "connectors/database/session/Connection.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

struct Archive : TestDatabase {
  Archive() {
    add("A1", "Өмүрбек уулу Нурлан", day(2026, 11, 1));
    add("A2", "Жээнбекова Айгүл Асановна", day(2026, 11, 3));
    add("A3", "Асанов Үсөн", day(2026, 11, 2), "K2");
    add("A4", "Асан кызы Бермет", day(2025, 5, 15));
    add("A5", "Ёлкина-Сӊонг Анна", day(2025, 5, 16), "K2", "12/34");
  }

  void add(const std::string& key, const std::string& subject, Date date, const std::string& commission = "K1",
           const std::string& number = "") {
    auto document = newDocument(key);
    document.subject = subject;
    document.date = date;
    document.commissionId = commission;
    if (!number.empty()) document.number = number;
    take(document);
  }

  std::string keys(const DocumentQuery& query) {
    std::string keys;
    for (const auto& document : archive().find(query)) keys += (keys.empty() ? "" : " ") + document.sourceKey;
    return keys;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(Finding, Archive)

BOOST_AUTO_TEST_CASE(a_name_is_found_by_the_beginnings_of_its_words_in_any_order_newest_first) {
  BOOST_CHECK_EQUAL(keys({.name = "Асан"}), "A2 A3 A4");
  BOOST_CHECK_EQUAL(keys({.name = "айг жээн"}), "A2");
  BOOST_CHECK_EQUAL(keys({.name = "Асан кызы"}), "A4");
  BOOST_CHECK_EQUAL(keys({.name = "нурлан өмүрбек"}), "A1");
  BOOST_CHECK_EQUAL(keys({.name = "саново"}), "");
  BOOST_CHECK_EQUAL(keys({.name = "Асанов Айгүл Бермет"}), "");
}

BOOST_AUTO_TEST_CASE(letters_are_folded_as_people_type_them) {
  BOOST_CHECK_EQUAL(keys({.name = "УСОН"}), "A3");
  BOOST_CHECK_EQUAL(keys({.name = "үсөн"}), "A3");
  BOOST_CHECK_EQUAL(keys({.name = "омурбек"}), "A1");
  BOOST_CHECK_EQUAL(keys({.name = "елкина сңонг"}), "A5");
  BOOST_CHECK_EQUAL(keys({.name = "сонг"}), "");
}

BOOST_AUTO_TEST_CASE(marks_alone_are_not_name) {
  BOOST_CHECK_EQUAL(keys({.name = " ,%_ "}), "");
}

BOOST_AUTO_TEST_CASE(a_number_is_found_as_it_was_typed_with_or_without_its_sign) {
  BOOST_CHECK_EQUAL(keys({.number = " 12/34 "}), "A5");
  BOOST_CHECK_EQUAL(keys({.number = "№12/34"}), "A5");
  BOOST_CHECK_EQUAL(keys({.number = "12"}), "");
  BOOST_CHECK_EQUAL(keys({.number = "12/34", .name = "Анна"}), "A5");
  BOOST_CHECK_EQUAL(keys({.number = "12/34", .name = "Бермет"}), "");
}

BOOST_AUTO_TEST_CASE(dates_and_commissions_narrow_a_search) {
  BOOST_CHECK_EQUAL(keys({.from = day(2026, 11, 2), .to = day(2026, 11, 3)}), "A2 A3");
  BOOST_CHECK_EQUAL(keys({.from = day(2026, 11, 2)}), "A2 A3");
  BOOST_CHECK_EQUAL(keys({.to = day(2025, 12, 31)}), "A5 A4");
  BOOST_CHECK_EQUAL(keys({.commissionId = "K2"}), "A3 A5");
  BOOST_CHECK_EQUAL(keys({.name = "Асан", .commissionId = "K2"}), "A3");
  BOOST_CHECK_EQUAL(keys({.name = "Асан", .to = day(2025, 12, 31)}), "A4");
  BOOST_CHECK_EQUAL(keys({.limit = 2}), "A2 A3");
  BOOST_CHECK_EQUAL(keys({}), "A2 A3 A1 A5 A4");
}

BOOST_AUTO_TEST_CASE(states_and_kinds_narrow_a_search) {
  documentIn(State::published, newDocument("A6"));
  BOOST_CHECK_EQUAL(keys({.state = State::published}), "A6");
  BOOST_CHECK_EQUAL(keys({.name = "Асан", .state = State::published}), "A6");
  BOOST_CHECK_EQUAL(keys({.name = "Асан", .state = State::decided, .limit = 1}), "A2");
  BOOST_CHECK_EQUAL(keys({.kind = Kind::mealSubsidy}), "");
  BOOST_CHECK_EQUAL(keys({.state = State::quarantined}), "");
}

BOOST_AUTO_TEST_CASE(superseded_revisions_are_shown_only_when_asked_for) {
  auto again = newDocument("A3", "second");
  again.subject = "Асанов Үсөн";
  again.date = day(2026, 11, 2);
  take(again);
  BOOST_CHECK_EQUAL(keys({.name = "Үсөн"}), "A3");
  BOOST_CHECK_EQUAL(keys({.name = "Үсөн", .withSuperseded = true}), "A3 A3");
  BOOST_CHECK_EQUAL(keys({.name = "Үсөн", .state = State::superseded}), "A3");
}

BOOST_AUTO_TEST_CASE(many_hits_that_other_conditions_refuse_do_not_hide_the_one_that_fits) {
  std::vector<NewDocument> batch;
  for (int i = 0; i < 450; ++i) {
    batch.push_back(newDocument("M" + std::to_string(i)));
    batch.back().subject = "Асанов Эрмек";
    batch.back().date = day(2026, 12, 1);
  }
  queue().take(batch, "test");
  auto wanted = newDocument("oldest");
  wanted.kind = Kind::voucherRefusal;
  wanted.date = day(2020, 1, 1);
  take(wanted);
  BOOST_CHECK_EQUAL(keys({.name = "Асанов", .kind = Kind::voucherRefusal}), "oldest");
}

BOOST_AUTO_TEST_CASE(a_common_word_gives_the_same_hits_whichever_way_they_are_looked_for) {
  takeMany(40);
  const auto engine = makeEngine(connection(), {});
  const auto session = engine->connect(std::chrono::steady_clock::now() + std::chrono::minutes(1));
  const SqlCatalogue sql(engine->dialect());
  const std::vector<DocumentQuery> queries{
      {.name = "Асан"},
      {.name = "асан усон", .limit = 7},
      {.name = "Асан", .from = day(2026, 11, 2), .to = day(2026, 11, 2), .limit = 5},
      {.name = "Асан", .to = day(2025, 12, 31)},
      {.name = "Асан", .kind = Kind::mealSubsidy},
      {.name = "бермет"}};
  for (const auto& query : queries) {
    const auto hits = [&](const FindLimits& limits) {
      std::string found;
      for (const auto& document : balalyk::find(*session, sql, query, limits)) found += document.id + " ";
      return found;
    };
    const auto sorted = hits({});
    BOOST_CHECK_EQUAL(hits({.common = 0}), sorted);
    BOOST_CHECK_EQUAL(hits({.common = 0, .newest = 3}), sorted);  // too few among the newest
  }
}

BOOST_AUTO_TEST_SUITE_END()
