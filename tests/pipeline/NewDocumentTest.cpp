#include <boost/test/unit_test.hpp>

#include "Examples.h"
#include "pipeline/record/RecordXml.h"
#include "pipeline/stages/NewDocuments.h"

using namespace balalyk;
using namespace balalyk::examples;

BOOST_AUTO_TEST_SUITE(NewDocuments)

BOOST_AUTO_TEST_CASE(a_right_application_becomes_a_decided_document_with_its_own_number) {
  const auto document = newDocument(check(application(), kToday));
  BOOST_TEST((document.kind == Kind::voucherApproval));
  BOOST_TEST((document.source == Source::application));
  BOOST_TEST(document.sourceKey == "A-1");
  BOOST_TEST(document.commissionId == "C-1");
  BOOST_TEST(document.commissionName == application().commission.name.ky);
  BOOST_TEST(document.chairpersonId == "M-1");
  BOOST_TEST(document.number == "12/34");
  BOOST_TEST(document.subject == "Өмүрбек уулу Нурлан");
  BOOST_TEST((document.date == day(2025, 5, 15)));
  BOOST_TEST(document.synthetic);
  BOOST_TEST((document.state == State::decided));
  BOOST_TEST(document.uniqueNumber);
  BOOST_TEST(!document.replaceSigned);
  BOOST_TEST(document.recordDigest == recordDigest(document.recordXml));
  BOOST_TEST((fromXml(document.recordXml).index() == 0));
}

BOOST_AUTO_TEST_CASE(a_wrong_record_becomes_a_returned_document_that_keeps_its_number_from_nobody) {
  auto record = application();
  record.child.name.surname = "а\u202Eб\x01";
  record.ticked.clear();
  const auto document = newDocument(check(record, kToday));
  BOOST_TEST((document.state == State::returned));
  BOOST_TEST(document.problems.size() == 3U);
  BOOST_TEST(!document.uniqueNumber);
  BOOST_TEST(document.chairpersonId == "");
  BOOST_CHECK_NO_THROW(fromXml(document.recordXml));
}

BOOST_AUTO_TEST_CASE(flags_go_with_the_document_and_do_not_stop_it) {
  auto record = application();
  record.child.statedBirthDate = day(2020, 1, 1);
  const auto document = newDocument(check(record, kToday));
  BOOST_TEST((document.state == State::decided));
  BOOST_TEST(document.flags.size() == 1U);
}

BOOST_AUTO_TEST_CASE(meal_subsidies_of_one_sitting_share_its_number) {
  auto record = mealSubsidy();
  BOOST_TEST(!newDocument(check(record, kToday)).uniqueNumber);
  BOOST_TEST((newDocument(check(record, kToday)).kind == Kind::mealSubsidy));
  record.uploadId = "U-1";
  BOOST_TEST((newDocument(check(record, kToday)).kind == Kind::mealUpload));
  BOOST_TEST((newDocument(check(record, kToday)).source == Source::mealSubsidy));
}

BOOST_AUTO_TEST_CASE(a_list_is_numbered_by_kindergarten_and_month_and_replaces_a_signed_one) {
  const auto document = newDocument(check(voucherList(), kToday));
  BOOST_TEST((document.kind == Kind::voucherList));
  BOOST_TEST(document.number == "K-12/2025-11");
  BOOST_TEST((document.date == day(2025, 11, 1)));
  BOOST_TEST(document.subject == "№12 «Ак-Кайың» МЧББУ");
  BOOST_TEST(document.chairpersonId == "M-1");
  BOOST_TEST(document.replaceSigned);
  BOOST_TEST(!document.uniqueNumber);
}

BOOST_AUTO_TEST_CASE(the_order_in_which_the_portal_gives_people_makes_no_other_record) {
  auto list = voucherList();
  std::swap(list.holders[0], list.holders[2]);
  BOOST_TEST(newDocument(check(list, kToday)).recordDigest == newDocument(check(voucherList(), kToday)).recordDigest);
  auto record = application();
  std::swap(record.ticked[0], record.ticked[2]);
  BOOST_TEST(newDocument(check(record, kToday)).recordDigest == newDocument(check(application(), kToday)).recordDigest);
}

BOOST_AUTO_TEST_SUITE_END()
