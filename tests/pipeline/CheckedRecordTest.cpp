#include <boost/test/unit_test.hpp>

#include "Examples.h"
#include "pipeline/record/RecordCheck.h"

using namespace balalyk;
using namespace balalyk::examples;

// What a checked record looks like: put in order, normalised, without those who do not count.
BOOST_AUTO_TEST_SUITE(CheckedRecord)

BOOST_AUTO_TEST_CASE(those_present_are_ordered_chairperson_members_by_name_secretary) {
  auto record = application();
  record.ticked = {secretary(),
                   member("M-6", "Өмүралиев"),
                   member("M-5", "Осмонов"),
                   member("M-9", "Абдиев"),
                   member("M-4", "Абдиев"),
                   chairperson()};
  const auto checked = check(record, kToday);
  std::vector<std::string> ids;
  for (const auto& one : checked.record.ticked) ids.push_back(one.id);
  BOOST_TEST(ids == (std::vector<std::string>{"M-1", "M-4", "M-9", "M-5", "M-6", "M-2"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(those_leftOut_are_not_in_the_checked_record) {
  auto record = application();
  record.ticked.push_back(member("M-7", "Касымов"));
  record.ticked.back().active = false;
  record.ticked.push_back(member("M-8", "Токтогулов"));
  record.ticked.back().commissionId = "C-9";
  BOOST_TEST((check(record, kToday).record.ticked == application().ticked));
}

BOOST_AUTO_TEST_CASE(texts_are_normalised_and_marks_in_comments_gone) {
  auto record = application();
  record.child.name = {" Өмүрбек  уулу", "Е\u0308лчу", " - "};
  record.protocolNumber = " №12/34 ";
  record.comments = "Бир\u202E\r\n\r\n\r\nэки ";
  record.documentsShown.push_back({" ", ""});
  const auto checked = check(record, kToday).record;
  BOOST_TEST((checked.child.name == PersonName{"Өмүрбек уулу", "Ёлчу", ""}));
  BOOST_TEST(checked.protocolNumber == "12/34");
  BOOST_TEST(checked.comments == "Бир\n\nэки");
  BOOST_TEST(checked.documentsShown.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_letter_composed_over_a_stripped_mark_is_composed) {
  auto record = application();
  record.comments = "Е\u200B\u0308лка";
  BOOST_TEST(check(record, kToday).record.comments == "Ёлка");
}

BOOST_AUTO_TEST_CASE(holders_are_sorted_by_kyrgyz_collation_then_key) {
  auto record = voucherList();
  const auto twin = record.holders[2];
  record.holders = {twin, twin, record.holders[1], record.holders[0]};
  record.holders[0].key = "V-9";
  std::vector<std::string> keys;
  for (const auto& holder : check(record, kToday).record.holders) keys.push_back(holder.key);
  BOOST_TEST(keys == (std::vector<std::string>{"V-1", "V-2", "V-3", "V-9"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
