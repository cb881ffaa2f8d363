#include "pipeline/record/VoucherAmount.h"

#include <boost/test/unit_test.hpp>

#include "Examples.h"
#include "pipeline/record/RecordCheck.h"
#include "pipeline/record/RecordXml.h"

using namespace balalyk;
using namespace balalyk::examples;

namespace {

constexpr const char* kSokuluk = "41708222000000";

AmountRules rulesWith(std::map<std::string, std::int64_t> territories) {
  return AmountRules({{.from = day(2025, 1, 1),
                       .base = 2'000'00,
                       .benefits = {{"low-income", 1550}, {"odd", 1}},
                       .territories = std::move(territories)}});
}

// Of one place, with no amount typed.
Application unpriced() {
  auto record = application();
  record.amountPerMonth.reset();
  record.childPlace = {kSokuluk, {"Сокулук айылы", "село Сокулук"}};
  return record;
}

std::vector<std::string> flagsOf(const Application& record, const AmountRules& rules = countryAmounts()) {
  std::vector<std::string> texts;
  for (const auto& flag : check(record, kToday, rules).flags) texts.push_back(toString(flag));
  return texts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(VoucherAmounts)

BOOST_AUTO_TEST_CASE(the_country_gives_2000_3100_or_4560_som) {
  const auto amountOf = [](const char* code) { return countryAmounts().amountOf(code, kSokuluk, day(2025, 5, 15)); };
  BOOST_TEST((amountOf("disability") == 4'560'00));
  BOOST_TEST((amountOf("border-or-remote") == 3'100'00));
  BOOST_TEST((amountOf("five-children") == 2'000'00));
  BOOST_TEST((amountOf("parent-disability") == 2'000'00));
  BOOST_TEST((amountOf("low-income") == 3'100'00));
  BOOST_TEST((amountOf("poor") == 3'100'00));
  BOOST_TEST(!amountOf("large-family"));  // a portal's own code: no amount is known
}

BOOST_AUTO_TEST_CASE(the_territory_is_that_with_the_most_digits_of_the_place) {
  const auto rules = rulesWith({{"417", 1100}, {"41708", 1200}, {"4170822", 1300}, {"41711", 2000}});
  const auto amountIn = [&](const char* soate) {
    return rules.amountOf("low-income", soate, day(2025, 5, 15)).value();
  };
  BOOST_TEST(amountIn(kSokuluk) == 4'030'00);
  BOOST_TEST(amountIn("41708600000000") == 3'720'00);
  BOOST_TEST(amountIn("41703211000000") == 3'410'00);
  BOOST_TEST(amountIn("5") == 3'100'00);
  BOOST_TEST(!rules.amountOf("low-income", "", day(2025, 5, 15)));
}

BOOST_AUTO_TEST_CASE(the_product_is_rounded_once_half_a_tyiyn_up) {
  const auto tyiyn = [](Tyiyn base, std::int64_t first, std::int64_t second) {
    const AmountRules rules({{day(2025, 1, 1), base, {{"a", first}}, {{"417", second}}}});
    return rules.amountOf("a", kSokuluk, day(2025, 5, 15)).value();
  };
  BOOST_TEST(tyiyn(1, 1500, 1000) == 2);  // 1.5
  BOOST_TEST(tyiyn(1, 1499, 1000) == 1);
  BOOST_TEST(tyiyn(1, 1500, 1500) == 2);  // 2.25; twice rounded it would be 3
  BOOST_TEST(tyiyn(1'000'000'00, 100'000, 100'000) == 1'000'000'000'000);
}

BOOST_AUTO_TEST_CASE(a_decision_has_the_rule_of_its_day) {
  const AmountRules rules(
      {{day(2025, 1, 1), 2'000'00, {{"poor", 1550}}, {}}, {day(2026, 1, 1), 3'000'00, {{"poor", 2000}}, {}}});
  BOOST_TEST((rules.amountOf("poor", kSokuluk, day(2025, 12, 31)) == 3'100'00));
  BOOST_TEST((rules.amountOf("poor", kSokuluk, day(2026, 1, 1)) == 6'000'00));
  BOOST_TEST(!rules.amountOf("poor", kSokuluk, day(2024, 12, 31)));
}

BOOST_AUTO_TEST_CASE(coefficients_are_exact_decimals) {
  BOOST_TEST((coefficientFrom("1.55") == 1550));
  BOOST_TEST((coefficientFrom("2") == 2000));
  BOOST_TEST((coefficientFrom("0.001") == 1));
  for (const auto* wrong : {"", ".", "1.", ".5", "1.5555", "-1", "+1", "0", "1,5", "1e3", "101", "1000", "1 ", "1.-5"})
    BOOST_TEST(!coefficientFrom(wrong), wrong);
}

BOOST_AUTO_TEST_CASE(an_approval_without_an_amount_is_frozen_with_that_of_the_rule) {
  const auto checked = check(unpriced(), kToday);
  BOOST_TEST((checked.record.amountPerMonth == 3'100'00));
  BOOST_TEST(toXml(checked.record).find("310000</amountPerMonth>") != std::string::npos);
  BOOST_TEST(flagsOf(unpriced()).empty());
  BOOST_TEST((check(checked.record, kToday).record == checked.record));
}

BOOST_AUTO_TEST_CASE(a_typed_amount_stays_and_is_flagged_with_both_where_it_differs) {
  auto record = unpriced();
  record.amountPerMonth = 3'100'00;
  BOOST_TEST(flagsOf(record).empty());
  record.amountPerMonth = 2'000'00;
  BOOST_TEST(flagsOf(record) == std::vector<std::string>{"amountDiffers(rule=3100.00, typed=2000.00)"});
  BOOST_TEST((check(record, kToday).record.amountPerMonth == 2'000'00));
  record.amountPerMonth = 3'100'00;
  BOOST_TEST(flagsOf(record, rulesWith({{"41708", 1100}})) ==
             std::vector<std::string>{"amountDiffers(rule=3410.00, typed=3100.00)"});
}

// Nothing is invented: neither for a refusal, nor without the place, a single benefit or a readable amount.
BOOST_AUTO_TEST_CASE(nothing_is_filled_in_that_no_rule_knows) {
  auto record = unpriced();
  record.approved = false;
  record.refusalGrounds = "Негиз";
  BOOST_TEST(!check(record, kToday).record.amountPerMonth);
  record = unpriced();
  record.childPlace = {};
  BOOST_TEST(!check(record, kToday).record.amountPerMonth);
  record = unpriced();
  record.benefits.push_back(record.benefits[0]);
  BOOST_TEST(!check(record, kToday).record.amountPerMonth);
  record = unpriced();
  record.benefits[0].code = "large-family";
  BOOST_TEST(!check(record, kToday).record.amountPerMonth);
  record = unpriced();
  record.origin.unreadable = {{"columnUnreadable", {{"column", "amount_per_month"}, {"found", "text"}}}};
  BOOST_TEST(!check(record, kToday).record.amountPerMonth);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(CountryForm)

BOOST_AUTO_TEST_CASE(a_voucher_is_for_children_from_1_to_6) {
  const auto flags = [](const char* pin, bool approved = true) {
    auto record = application();
    record.child = {record.child.name, pin, std::nullopt};
    record.approved = approved;
    record.refusalGrounds = approved ? "" : "Негиз";
    return flagsOf(record);
  };
  const std::vector<std::string> outside{"ageOutside(field=child.pin)"};
  BOOST_TEST(flags("21505202412345").empty());     // one on the day of the sitting
  BOOST_TEST(flags("21605202412345") == outside);  // the day after
  BOOST_TEST(flags("21605201812345").empty());     // seven on the day after
  BOOST_TEST(flags("21505201812345") == outside);
  BOOST_TEST(flags("21505201812345", false).empty());  // a ground for the refusal, perhaps
}

BOOST_AUTO_TEST_CASE(what_cannot_be_of_place_and_time_of_an_application_is_flagged) {
  auto record = application();
  record.receivedAt = std::chrono::sys_days(*record.sittingDate) + std::chrono::hours(23);
  record.childPlace = {kSokuluk, {"Сокулук айылы", "село Сокулук"}};
  BOOST_TEST(flagsOf(record).empty());
  record.receivedAt = std::chrono::sys_days(*record.sittingDate) + std::chrono::hours(24);
  record.childPlace.soate = "4170822";
  BOOST_TEST(flagsOf(record) ==
             (std::vector<std::string>{"receivedAfterSitting", "soateImpossible(field=child.place)"}));
}

// The portal's pages need them; no document, list or log may have them: nothing is made but of the frozen record.
BOOST_AUTO_TEST_CASE(phones_and_emails_are_in_no_frozen_record) {
  auto approval = application();
  approval.guardian.phone = "996555000111";
  approval.guardian.email = "guardian@planted.example";
  for (auto& member : approval.ticked) {
    member.phone = "996555000222";
    member.email = "member@planted.example";
  }
  auto meal = mealSubsidy();
  meal.ticked = approval.ticked;
  auto list = voucherList();
  list.chairperson = approval.ticked[0];
  for (const Record& record : {Record(approval), Record(meal), Record(list)}) {
    const auto xml = toXml(record);
    for (const auto* planted : {"996555000", "planted.example"}) BOOST_TEST(xml.find(planted) == std::string::npos);
  }
  BOOST_TEST(toXml(approval) == toXml(application()));  // nor does another one make another record
}

BOOST_AUTO_TEST_SUITE_END()
