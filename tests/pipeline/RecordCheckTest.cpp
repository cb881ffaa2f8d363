#include "pipeline/record/RecordCheck.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <functional>

#include "Examples.h"

using namespace balalyk;
using namespace balalyk::examples;
namespace data = boost::unit_test::data;

namespace {

// A right record, one change, and all that the check must then say: problems or flags as toString() writes them.
template <class T>
struct Case {
  const char* change;
  std::function<void(T&)> make;
  std::vector<std::string> said;
};
template <class T>
std::ostream& operator<<(std::ostream& out, const Case<T>& one) {
  return out << one.change;
}

std::vector<std::string> texts(const std::vector<Problem>& problems) {
  std::vector<std::string> result;
  for (const auto& problem : problems) result.push_back(toString(problem));
  return result;
}

std::string repeated(const std::string& text, int times) {
  std::string result;
  for (int time = 0; time < times; ++time) result += text;
  return result;
}

using A = Application;
using M = MealSubsidy;
using L = VoucherList;

const std::vector<Case<A>> kApplicationProblems{
    {"child's PIN", [](A& r) { r.child.pin = "21505203012345"; }, {"pinImpossible(field=child.pin)"}},
    {"no guardian's PIN", [](A& r) { r.guardian.pin = ""; }, {"pinImpossible(field=guardian.pin)"}},
    {"child born after today",
     [](A& r) {
       r.child.pin = "22311202512345";
       r.child.statedBirthDate.reset();
     },
     {"pinImpossible(field=child.pin)"}},
    {"no surname", [](A& r) { r.child.name.surname = " "; }, {"nameMissing(field=child.surname)"}},
    {"a dash for a given name",
     [](A& r) { r.guardian.name.givenName = "-"; },
     {"nameMissing(field=guardian.givenName)"}},
    {"right-to-left mark in a name",
     [](A& r) { r.child.name.givenName = "Нур\u202Eлан"; },
     {"nameHasForbiddenCharacters(field=child.givenName)"}},
    {"zero-width space in a name",
     [](A& r) { r.guardian.name.patronymic = "Өмүр\u200Bбекович"; },
     {"nameHasForbiddenCharacters(field=guardian.patronymic)"}},
    {"control character in a name",
     [](A& r) { r.child.name.surname = "Өмүр\u0007бек"; },
     {"nameHasForbiddenCharacters(field=child.surname)"}},
    {"bytes that are not text in a name",
     [](A& r) { r.child.name.surname = "\xD0"; },
     {"nameHasForbiddenCharacters(field=child.surname)", "nameMissing(field=child.surname)"}},
    {"mark in a member's name",
     [](A& r) { r.ticked[1].name.surname = "Ибра\u200Fимов"; },
     {"nameHasForbiddenCharacters(field=member.surname, member=M-3)"}},
    {"endless name",
     [](A& r) { r.child.name.surname = repeated("ө", 201); },
     {"textTooLong(field=child.surname, limit=200)"}},
    {"no protocol number", [](A& r) { r.protocolNumber = " № "; }, {"protocolNumberMissing"}},
    {"no sitting date", [](A& r) { r.sittingDate.reset(); }, {"sittingDateMissing"}},
    {"a sitting date that does not exist", [](A& r) { r.sittingDate = day(2025, 2, 29); }, {"sittingDateMissing"}},
    {"a sitting tomorrow", [](A& r) { r.sittingDate = day(2025, 11, 23); }, {"sittingDateInFuture"}},
    {"a sitting of the year 0", [](A& r) { r.sittingDate = day(0, 5, 15); }, {"yearImplausible(field=protocol.date)"}},
    {"a sitting of the year 205",
     [](A& r) { r.sittingDate = day(205, 5, 15); },
     {"yearImplausible(field=protocol.date)"}},
    {"a sitting of the last year before 2000",
     [](A& r) { r.sittingDate = day(1999, 12, 31); },
     {"yearImplausible(field=protocol.date)"}},
    {"a sitting date that cannot be read",
     [](A& r) {
       r.sittingDate.reset();
       r.origin.unreadable = {{"columnUnreadable", {{"column", "sitting_date"}, {"found", "otherDate"}}}};
     },
     {"columnUnreadable(column=sitting_date, found=otherDate)"}},
    {"members and benefits that cannot be read",
     [](A& r) {
       r.ticked.clear();
       r.benefits.clear();
       r.origin.unreadable = {{"columnUnreadable", {{"column", "members"}, {"found", "notJson"}}},
                              {"columnUnreadable", {{"column", "benefits[]"}, {"found", "text"}}}};
     },
     {"columnUnreadable(column=members, found=notJson)", "columnUnreadable(column=benefits[], found=text)"}},
    {"a right record of which something cannot be read",
     [](A& r) {
       r.origin.unreadable = {{"columnUnreadable", {{"column", "synthetic"}, {"found", "null"}}}};
     },
     {"columnUnreadable(column=synthetic, found=null)"}},
    {"no benefit", [](A& r) { r.benefits.clear(); }, {"benefitMissing"}},
    {"two benefits", [](A& r) { r.benefits.push_back(r.benefits[0]); }, {"benefitsSeveral(count=2)"}},
    {"a benefit without a name", [](A& r) { r.benefits[0].name = {}; }, {"textMissing(field=benefit.name)"}},
    {"no chairperson ticked", [](A& r) { r.ticked.erase(r.ticked.begin()); }, {"chairpersonMissing"}},
    {"two chairpersons",
     [](A& r) {
       r.ticked[1].role = CommissionRole::chairperson;
       r.ticked[1].pin = "20101197000002";
     },
     {"chairpersonSeveral(count=2)"}},
    {"nobody ticked", [](A& r) { r.ticked.clear(); }, {"chairpersonMissing", "attendeesMissing"}},
    {"chairperson without a PIN", [](A& r) { r.ticked[0].pin = ""; }, {"pinImpossible(field=member.pin, member=M-1)"}},
    {"chairperson inactive", [](A& r) { r.ticked[0].active = false; }, {"chairpersonMissing"}},
    {"chairperson of another commission", [](A& r) { r.ticked[0].commissionId = "C-2"; }, {"chairpersonMissing"}},
    {"refused without grounds", [](A& r) { r.approved = false; }, {"refusalGroundsMissing"}},
    {"negative amount", [](A& r) { r.amountPerMonth = -1; }, {"amountNegative(field=amountPerMonth)"}},
    {"absurd amount", [](A& r) { r.amountPerMonth = 100'000'000'001; }, {"amountTooLarge(field=amountPerMonth)"}},
    {"comment of 50,001 characters",
     [](A& r) { r.comments = repeated("ү", 50'001); },
     {"commentTooLong(field=comments, limit=50000)"}},
    {"comment that is not a text",
     [](A& r) { r.comments = "Жок \xFF"; },
     {"textHasForbiddenCharacters(field=comments)"}},
    {"private-use character in an address",
     [](A& r) { r.guardian.address = "\uE123"; },
     {"textHasForbiddenCharacters(field=guardian.address)"}},
    {"endless address",
     [](A& r) { r.guardian.address = repeated("ү", 1'001); },
     {"textTooLong(field=guardian.address, limit=1000)"}},
    {"endless number",
     [](A& r) { r.protocolNumber = repeated("ү", 201); },
     {"textTooLong(field=protocol.number, limit=200)"}},
    {"commission without a name", [](A& r) { r.commission.name = {}; }, {"textMissing(field=commission.name)"}},
    {"commission without a place", [](A& r) { r.commission.place = {}; }, {"textMissing(field=commission.place)"}},
    {"kindergarten without a name", [](A& r) { r.kindergarten->name = {}; }, {"textMissing(field=kindergarten.name)"}},
};

const std::vector<Case<A>> kApplicationFlags{
    {"nothing", [](A&) {}, {}},
    {"another stated birth date",
     [](A& r) { r.child.statedBirthDate = day(2020, 5, 16); },
     {"birthDateDiffers(field=child.birthDate)"}},
    {"a stated birth date that does not exist", [](A& r) { r.child.statedBirthDate = day(2020, 2, 30); }, {}},
    {"Latin letter in a name",
     [](A& r) { r.guardian.name.surname = "Aсанов"; },
     {"latinInsideCyrillic(field=guardian.surname)"}},
    {"Latin letter in a comment", [](A& r) { r.comments = "Cөз"; }, {"latinInsideCyrillic(field=comments)"}},
    {"marks in a comment", [](A& r) { r.comments = "а\u202Eб\u0007в"; }, {"marksStripped(field=comments)"}},
    {"marks in grounds",
     [](A& r) {
       r.approved = false;
       r.refusalGrounds = "\u200Eа";
     },
     {"marksStripped(field=refusalGrounds)"}},
    {"mark in the number", [](A& r) { r.protocolNumber = "12\u200B/34"; }, {"marksStripped(field=protocol.number)"}},
    {"inactive member", [](A& r) { r.ticked[1].active = false; }, {"inactiveMemberLeftOut(member=M-3)"}},
    {"foreign member", [](A& r) { r.ticked[1].commissionId = "C-2"; }, {"foreignMemberLeftOut(member=M-3)"}},
    {"member not on any list", [](A& r) { r.ticked[1].commissionId = ""; }, {"foreignMemberLeftOut(member=M-3)"}},
    {"inactive member with a bad name",
     [](A& r) {
       r.ticked[1].active = false;
       r.ticked[1].name = {};
     },
     {"inactiveMemberLeftOut(member=M-3)"}},
    {"member ticked twice", [](A& r) { r.ticked.push_back(r.ticked[1]); }, {"memberTickedTwice(member=M-3)"}},
    {"no Kyrgyz name", [](A& r) { r.benefits[0].name.ky = ""; }, {"kyTextMissing(field=benefit.name)"}},
    {"no Russian name", [](A& r) { r.benefits[0].name.ru = ""; }, {"ruTextMissing(field=benefit.name)"}},
    {"no Russian name where only Kyrgyz is written",
     [](A& r) {
       r.commission.languages = ProtocolLanguages::ky;
       r.benefits[0].name.ru = "";
     },
     {}},
    {"two documents without a Russian name",
     [](A& r) {
       r.documentsShown = {{"а", ""}, {"б", ""}};
     },
     {"ruTextMissing(field=documentsShown)"}},
    {"comment of 20,000 characters", [](A& r) { r.comments = repeated("Өңүр үй ", 2'500); }, {}},
    {"amount of nothing", [](A& r) { r.amountPerMonth = 0; }, {"amountZero(field=amountPerMonth)"}},
    {"som given for tyiyn", [](A& r) { r.amountPerMonth = 3'100; }, {"amountUnusual(field=amountPerMonth)"}},
    {"the least usual amount", [](A& r) { r.amountPerMonth = 10'000; }, {}},
    {"a million som", [](A& r) { r.amountPerMonth = 100'000'000; }, {"amountUnusual(field=amountPerMonth)"}},
    {"a sitting of the year 2000",
     [](A& r) { r.sittingDate = day(2000, 1, 1); },
     {"bornAfterSitting(field=child.pin)"}},
    {"a child born after the sitting",
     [](A& r) { r.sittingDate = day(2020, 5, 14); },
     {"bornAfterSitting(field=child.pin)"}},
    {"born on the day of the sitting", [](A& r) { r.sittingDate = day(2020, 5, 15); }, {"ageOutside(field=child.pin)"}},
    {"grounds for a refusal of an approval",
     [](A& r) { r.refusalGrounds = "Эски негиз"; },
     {"refusalGroundsOfApproval"}},
    {"a number in Latin letters",
     [](A& r) { r.protocolNumber = "K-77"; },
     {"numberHasLookAlikes(field=protocol.number)"}},
    {"a number in Cyrillic letters", [](A& r) { r.protocolNumber = "К-77/д"; }, {}},
    {"a number with Latin letters that look like no others", [](A& r) { r.protocolNumber = "12/Z"; }, {}},
    {"no amount, no kindergarten, no comments, no documents",
     [](A& r) {
       r.amountPerMonth.reset();
       r.kindergarten.reset();
       r.comments = "";
       r.documentsShown.clear();
     },
     {}},
    {"no patronymic but a dash", [](A& r) { r.child.name.patronymic = " – "; }, {}},
};

const std::vector<Case<L>> kListFlags{
    {"nothing", [](L&) {}, {}},
    {"nobody in it", [](L& r) { r.holders.clear(); }, {"listEmpty"}},
    {"voucher until 2205",
     [](L& r) { r.holders[0].to = day(2205, 5, 31); },
     {"yearImplausible(field=holder.to, holder=V-1)"}},
    {"protocol of the year 205",
     [](L& r) { r.holders[1].protocolDate = day(205, 8, 20); },
     {"yearImplausible(field=holder.protocolDate, holder=V-2)"}},
    {"protocol of tomorrow",
     [](L& r) { r.holders[1].protocolDate = day(2025, 11, 23); },
     {"protocolDateInFuture(holder=V-2)"}},
    {"voucher of nothing",
     [](L& r) { r.holders[2].amountPerMonth = 0; },
     {"amountZero(field=holder.amountPerMonth, holder=V-3)"}},
};

const std::vector<Case<M>> kMealFlags{
    {"nothing", [](M&) {}, {}},
    {"36 som given as 36 tyiyn", [](M& r) { r.amountPerDay = 36; }, {"amountUnusual(field=amountPerDay)"}},
    {"a month's amount for a day", [](M& r) { r.amountPerDay = 1'000'000; }, {"amountUnusual(field=amountPerDay)"}},
    {"nothing a day", [](M& r) { r.amountPerDay = 0; }, {"amountZero(field=amountPerDay)"}},
};

const std::vector<Case<M>> kMealProblems{
    {"nothing", [](M&) {}, {}},
    {"no amount", [](M& r) { r.amountPerDay.reset(); }, {"amountMissing(field=amountPerDay)"}},
    {"negative amount", [](M& r) { r.amountPerDay = -1; }, {"amountNegative(field=amountPerDay)"}},
    {"nobody ticked", [](M& r) { r.ticked.clear(); }, {"chairpersonMissing", "attendeesMissing"}},
    {"no number, no date",
     [](M& r) {
       r.protocolNumber = "";
       r.sittingDate.reset();
     },
     {"protocolNumberMissing", "sittingDateMissing"}},
    {"child's PIN", [](M& r) { r.child->pin = "1"; }, {"pinImpossible(field=child.pin)"}},
    {"upload: only the chairperson is known",
     [](M& r) {
       r.uploadId = "U-1";
       r.ticked = {chairperson()};
       r.amountPerDay.reset();
       r.commission.place = {};
     },
     {}},
    {"upload: nobody known",
     [](M& r) {
       r.uploadId = "U-1";
       r.ticked.clear();
     },
     {"chairpersonMissing"}},
    {"upload: no number, no date",
     [](M& r) {
       r.uploadId = "U-1";
       r.protocolNumber = "";
       r.sittingDate.reset();
     },
     {"protocolNumberMissing", "sittingDateMissing"}},
};

const std::vector<Case<L>> kListProblems{
    {"nothing", [](L&) {}, {}},
    {"nobody in it", [](L& r) { r.holders.clear(); }, {}},
    {"a voucher shown twice", [](L& r) { r.holders.push_back(r.holders[1]); }, {"holderTwice(holder=V-2)"}},
    {"no month", [](L& r) { r.month = {}; }, {"monthMissing"}},
    {"no chairperson", [](L& r) { r.chairperson = {}; }, {"chairpersonMissing"}},
    {"inactive chairperson", [](L& r) { r.chairperson.active = false; }, {"chairpersonMissing"}},
    {"foreign chairperson", [](L& r) { r.chairperson.commissionId = "C-2"; }, {"chairpersonMissing"}},
    {"chairperson who is none", [](L& r) { r.chairperson.role = CommissionRole::member; }, {"chairpersonMissing"}},
    {"kindergarten without a name", [](L& r) { r.kindergarten.name = {}; }, {"textMissing(field=kindergarten.name)"}},
    {"holder without a name",
     [](L& r) { r.holders[0].child.givenName = ""; },
     {"nameMissing(field=holder.child.givenName, holder=V-1)"}},
    {"mark in a holder's name",
     [](L& r) { r.holders[0].child.surname += "\u202E"; },
     {"nameHasForbiddenCharacters(field=holder.child.surname, holder=V-1)"}},
    {"holder's amount",
     [](L& r) { r.holders[1].amountPerMonth = -5; },
     {"amountNegative(field=holder.amountPerMonth, holder=V-2)"}},
    {"voucher that ends before it begins",
     [](L& r) { r.holders[2].to = day(2025, 8, 31); },
     {"holderDatesWrong(holder=V-3)"}},
    {"voucher without a first day", [](L& r) { r.holders[2].from = Date{}; }, {"holderDatesWrong(holder=V-3)"}},
    {"a first day that cannot be read beside a last day that is wrong elsewhere",
     [](L& r) {
       r.holders[1].from = Date{};
       r.holders[2].to = day(2025, 8, 31);
       r.origin.unreadable = {{"columnUnreadable", {{"column", "valid_from"}, {"found", "null"}, {"holder", "V-2"}}}};
     },
     {"columnUnreadable(column=valid_from, found=null, holder=V-2)", "holderDatesWrong(holder=V-3)"}},
    {"voucher that ends in the year 205",
     [](L& r) { r.holders[0].to = day(205, 5, 31); },
     {"holderDatesWrong(holder=V-1)", "yearImplausible(field=holder.to, holder=V-1)"}},
    {"voucher that begins in the year 25",
     [](L& r) { r.holders[0].from = day(25, 9, 1); },
     {"yearImplausible(field=holder.from, holder=V-1)"}},
    {"holder without a protocol",
     [](L& r) {
       r.holders[0].protocolNumber = "";
       r.holders[0].protocolDate = Date{};
     },
     {"protocolNumberMissing(holder=V-1)", "protocolDateMissing(holder=V-1)"}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(RecordCheck)

BOOST_DATA_TEST_CASE(a_wrong_application_has_just_its_problems, data::make(kApplicationProblems), one) {
  auto record = application();
  one.make(record);
  BOOST_TEST(texts(check(record, kToday).problems) == one.said, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(an_odd_application_has_just_its_flags_and_no_problem, data::make(kApplicationFlags), one) {
  auto record = application();
  one.make(record);
  const auto checked = check(record, kToday);
  BOOST_TEST(texts(checked.flags) == one.said, boost::test_tools::per_element());
  BOOST_TEST(texts(checked.problems) == std::vector<std::string>{}, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(a_wrong_meal_subsidy_has_just_its_problems, data::make(kMealProblems), one) {
  auto record = mealSubsidy();
  one.make(record);
  BOOST_TEST(texts(check(record, kToday).problems) == one.said, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(a_wrong_voucher_list_has_just_its_problems, data::make(kListProblems), one) {
  auto record = voucherList();
  one.make(record);
  BOOST_TEST(texts(check(record, kToday).problems) == one.said, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(an_odd_voucher_list_has_just_its_flags_and_no_problem, data::make(kListFlags), one) {
  auto record = voucherList();
  one.make(record);
  const auto checked = check(record, kToday);
  BOOST_TEST(texts(checked.flags) == one.said, boost::test_tools::per_element());
  BOOST_TEST(texts(checked.problems) == std::vector<std::string>{}, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(an_odd_meal_subsidy_has_just_its_flags_and_no_problem, data::make(kMealFlags), one) {
  auto record = mealSubsidy();
  one.make(record);
  const auto checked = check(record, kToday);
  BOOST_TEST(texts(checked.flags) == one.said, boost::test_tools::per_element());
  BOOST_TEST(texts(checked.problems) == std::vector<std::string>{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_right_record_passes_unchanged_and_so_does_a_checked_one) {
  BOOST_TEST((check(application(), kToday).record == application()));
  BOOST_TEST((check(refusal(), kToday).record == refusal()));
  BOOST_TEST((check(mealSubsidy(), kToday).record == mealSubsidy()));
  BOOST_TEST((check(voucherList(), kToday).record == voucherList()));
}

BOOST_AUTO_TEST_CASE(a_refusal_with_grounds_is_right) {
  BOOST_TEST(check(refusal(), kToday).problems.empty());
}

BOOST_AUTO_TEST_CASE(several_problems_are_all_reported) {
  BOOST_TEST(check(Application{}, kToday).problems.size() == 14U);
}

BOOST_AUTO_TEST_SUITE_END()
