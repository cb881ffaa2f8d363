#include "pipeline/template/RecordView.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

#include "Examples.h"
#include "pipeline/template/TemplateContract.h"

using namespace balalyk;
using namespace balalyk::examples;
namespace data = boost::unit_test::data;

namespace {

const TemplateContract& contract() {
  static const auto kept = TemplateContract::load(BALALYK_SOURCE "/templates/contract.json");
  return kept;
}

ViewContext context(Language language) {
  return {"6b1e0c1e-0000-4000-8000-000000000001", 1, "https://example.kg/check/", language,
          [](std::string_view text) { return "a picture of " + std::string(text); }};
}

// The least that passes the check: everything optional absent.
Application shortest(bool approved) {
  auto record = approved ? application() : refusal();
  record.ticked = {chairperson()};
  record.ticked[0].position = {};
  record.documentsShown.clear();
  record.comments = record.guardian.address = "";
  record.amountPerMonth.reset();
  record.kindergarten.reset();
  record.origin.synthetic = false;
  return record;
}

MealSubsidy shortestMeal() {
  auto record = mealSubsidy();
  record.ticked = {chairperson()};
  record.kindergarten.reset();
  return record;
}

// The commission's, for all children.
MealSubsidy mealDecision() {
  auto record = mealSubsidy();
  record.child.reset();
  record.kindergarten.reset();
  return record;
}

template <class Map>
std::set<std::string> keys(const Map& map) {
  std::set<std::string> result;
  for (const auto& [key, value] : map) result.insert(key);
  return result;
}

const std::vector<Record> kRecords{application(),  refusal(),       mealSubsidy(),  voucherList(),
                                   shortest(true), shortest(false), shortestMeal(), mealDecision()};

}  // namespace

BOOST_AUTO_TEST_SUITE(RecordView)

BOOST_DATA_TEST_CASE(every_kind_gives_exactly_the_fields_of_its_contract, data::xrange(kRecords.size()), at) {
  const Record& record = kRecords[at];
  const std::string kind = toString(kindOf(record));
  for (const auto language : {Language::ky, Language::ru}) {
    const auto values = fieldValues(record, context(language));
    const auto& wanted = contract().kind(kind);
    BOOST_TEST(keys(values.fields) == keys(wanted.fields), boost::test_tools::per_element());
    BOOST_TEST(keys(values.lists) == keys(wanted.lists), boost::test_tools::per_element());
    BOOST_TEST(keys(values.images) == keys(wanted.images), boost::test_tools::per_element());
    for (const auto& problem : contract().check(kind, values)) BOOST_ERROR(kind << ": " << toString(problem));
    for (const auto& [list, rows] : values.lists)
      for (const auto& row : rows)
        BOOST_TEST(keys(row) == keys(wanted.lists.at(list).columns), boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(an_approval_shows_its_record_in_kyrgyz) {
  const auto values = fieldValues(application(), context(Language::ky));
  const auto field = [&](const char* name) { return values.fields.at(name); };
  BOOST_TEST(field("document.checkAddress") == "https://example.kg/check/6b1e0c1e-0000-4000-8000-000000000001");
  BOOST_TEST(field("document.synthetic") == "true");
  BOOST_TEST(field("document.revision") == "");
  BOOST_TEST(field("protocol.number") == "12/34");
  BOOST_TEST(field("protocol.dateWritten") == "2025-жылдын 15-майы");
  BOOST_TEST(field("chairperson.fullName") == "Жээнбекова Бакыт Асанович");
  BOOST_TEST(field("secretary.fullName") == "Абдыкадырова Бакыт Асанович");
  BOOST_TEST(field("child.fullName") == "Өмүрбек уулу Нурлан");
  BOOST_TEST(field("child.birthDateWritten") == "2020-жылдын 15-майы");
  BOOST_TEST(field("benefit.name") == "Аз камсыз болгон үй-бүлө");
  BOOST_TEST(field("documents.shown") == "true");
  BOOST_TEST(field("voucher.amountPerMonth") == "3\u00A0100,00\u00A0сом");
  BOOST_TEST(field("comments") == "Биринчи сап\nЭкинчи сап");
  BOOST_TEST(field("comments.beforeLast") == "Биринчи сап");
  BOOST_TEST(field("comments.last") == "Экинчи сап");
  const auto& present = values.lists.at("attendees");
  BOOST_TEST(present.size() == 3U);
  BOOST_TEST(present[0].at("role") == "Төрага");
  BOOST_TEST(present[1].at("role") == "Мүчө");
  BOOST_TEST(present[2].at("role") == "Жооптуу катчы");
  BOOST_TEST(present[2].at("number") == "3");
}

// LibreOffice cuts off what is kept together and longer than a page.
BOOST_AUTO_TEST_CASE(of_a_long_last_paragraph_only_its_end_stays_with_the_signatures) {
  auto record = application();
  std::string sentences, words, letters;
  for (int i = 0; i < 400; ++i) sentences += "Узун түшүндүрмө. ", words += "узун ", letters += "ө";
  for (const std::string& comments : {"Биринчи сап\n" + sentences + "Аягы", words + "аягы", letters + letters}) {
    record.comments = comments;
    const auto values = fieldValues(record, context(Language::ky));
    const auto& before = values.fields.at("comments.beforeLast");
    const auto& last = values.fields.at("comments.last");
    BOOST_TEST(last.size() >= 300U);
    BOOST_TEST(last.size() <= 1'200U);
    BOOST_TEST((before + last == comments || before + " " + last == comments));
  }
}

BOOST_AUTO_TEST_CASE(a_protocol_names_who_sat_with_position_and_place_of_work) {
  auto record = application();
  record.ticked = {member("M-2", "Иванов"), chairperson(), member("M-3", "Каримов")};
  record.ticked[0].position = {"башкы адис", ""};
  record.ticked[0].workplace = {"Сокулук айыл өкмөтү", "айыл окмоту Сокулук"};
  record.ticked[2].position = {};
  const auto fields = fieldValues(record, context(Language::ky)).fields;
  const auto first = record.ticked[0].name.full(), third = record.ticked[2].name.full();
  BOOST_TEST(fields.at("members.lines") == "1. " + first + " – башкы адис, Сокулук айыл өкмөтү\n2. " + third);
  BOOST_TEST(fields.at("chairperson.fullNameAndPosition").starts_with(chairperson().name.full()));
  BOOST_TEST(fields.at("secretary.fullNameAndPosition") == "–");
  record.ticked = {chairperson()};
  BOOST_TEST(fieldValues(record, context(Language::ky)).fields.at("members.lines") == "–");
}

BOOST_AUTO_TEST_CASE(the_chairperson_is_addressed_by_the_sex_in_the_pin) {
  auto record = application();
  const auto titleWith = [&](char first, Language language) {
    for (auto& one : record.ticked)
      if (one.role == CommissionRole::chairperson) one.pin[0] = first;
    return fieldValues(record, context(language)).fields.at("chairperson.title");
  };
  BOOST_TEST(titleWith('1', Language::ky) == "Төрайымы");
  BOOST_TEST(titleWith('2', Language::ky) == "Төрагасы");
  BOOST_TEST(titleWith('1', Language::ru) == "Председатель");
}

BOOST_AUTO_TEST_CASE(an_applicant_has_kinship_in_brackets_and_an_application_its_day_in_bishkek) {
  auto record = application();
  record.guardian.kinship = Kinship::mother;
  record.applicationNumber = "1024";
  record.receivedAt = Timestamp(std::chrono::sys_days(std::chrono::year(2025) / 5 / 1)) + std::chrono::hours(20);
  record.commission.localBody = {};
  const auto fields = fieldValues(record, context(Language::ky)).fields;
  BOOST_TEST(fields.at("guardian.fullNameAndKinship") == record.guardian.name.full() + " (энеси)");
  BOOST_TEST(fields.at("application.received") == "2025-жылдын 2-майы");
  BOOST_TEST(fields.at("application.number") == "1024");
  BOOST_TEST(fields.at("commission.localBody") == "Жергиликтүү өз алдынча башкаруу органы");
  record.guardian.kinship.reset();
  BOOST_TEST(fieldValues(record, context(Language::ru)).fields.at("guardian.fullNameAndKinship") ==
             record.guardian.name.full());
}

BOOST_AUTO_TEST_CASE(no_template_is_given_a_pin_a_phone_or_a_mail_address) {
  auto record = application();
  record.guardian.phone = "996555010203";
  record.guardian.email = "applicant@example.kg";
  std::set<std::string> secrets{record.child.pin, record.guardian.pin, record.guardian.phone, record.guardian.email};
  for (auto& one : record.ticked) {
    one.phone = "996700" + one.id;
    secrets.insert({one.pin, one.phone});
  }
  secrets.erase("");
  BOOST_TEST(secrets.size() > 5U);
  const auto values = fieldValues(record, context(Language::ky));
  const auto holdsNone = [&](const std::string& name, const std::string& text) {
    for (const auto& secret : secrets) BOOST_TEST(text.find(secret) == std::string::npos, name);
  };
  for (const auto& [name, text] : values.fields) holdsNone(name, text);
  for (const auto& [name, rows] : values.lists)
    for (const auto& row : rows)
      for (const auto& [column, text] : row) holdsNone(name + "." + column, text);
}

BOOST_AUTO_TEST_CASE(the_same_record_in_russian) {
  const auto values = fieldValues(application(), context(Language::ru));
  BOOST_TEST(values.fields.at("protocol.dateWritten") == "15 мая 2025 года");
  BOOST_TEST(values.fields.at("commission.name") == "Сокулукская районная комиссия по социальным вопросам");
  BOOST_TEST(values.lists.at("attendees")[0].at("role") == "Председатель");
  BOOST_TEST(values.lists.at("documents")[0].at("name") == "Свидетельство о рождении");
}

BOOST_AUTO_TEST_CASE(what_is_absent_is_empty_and_a_later_revision_is_numbered) {
  auto later = context(Language::ky);
  later.revision = 3;
  const auto values = fieldValues(shortest(true), later);
  for (const char* field : {"document.synthetic", "documents.shown", "comments", "guardian.address",
                            "voucher.amountPerMonth", "kindergarten.name", "secretary.fullName"})
    BOOST_TEST(values.fields.at(field) == "", field);
  BOOST_TEST(values.fields.at("document.revision") == "3");
  for (const char* field : {"comments.last", "guardian.addressOrDash", "documents.lines", "members.lines"})
    BOOST_TEST(values.fields.at(field) == "–", field);
}

BOOST_AUTO_TEST_CASE(a_text_that_lacks_a_language_is_in_the_other) {
  auto record = application();
  record.benefits[0].name.ru = "";
  const auto values = fieldValues(record, context(Language::ru));
  BOOST_TEST(values.fields.at("benefit.name") == "Аз камсыз болгон үй-бүлө");
}

BOOST_AUTO_TEST_CASE(a_meal_subsidy_refers_to_its_protocol_as_the_manual_does) {
  const auto values = fieldValues(mealSubsidy(), context(Language::ky));
  BOOST_TEST(values.fields.at("protocol.reference") == "2025-жылдын 15-майындагы №12/34");
  BOOST_TEST(values.fields.at("meal.amountPerDay") == "85,00\u00A0сом");
}

BOOST_AUTO_TEST_CASE(a_voucher_list_counts_and_sums_its_rows) {
  const auto values = fieldValues(voucherList(), context(Language::ky));
  BOOST_TEST(values.fields.at("list.monthWritten") == "2025-жылдын ноябры");
  BOOST_TEST(values.fields.at("list.dateWritten") == "2025-жылдын 1-ноябры");
  BOOST_TEST(values.fields.at("list.count") == "3");
  BOOST_TEST(values.fields.at("list.totalPerMonth") == "9\u00A0660,00\u00A0сом");
  const auto& row = values.lists.at("vouchers")[1];
  BOOST_TEST(row.at("number") == "2");
  BOOST_TEST(row.at("child") == "Ёлкина Анна Петровна");
  BOOST_TEST(row.at("from") == "01.09.2025");
  BOOST_TEST(row.at("to") == "31.05.2026");
  BOOST_TEST(row.at("protocol") == "№12/34, 20.08.2025");
  BOOST_TEST(values.fields.at("list.empty") == "");
}

BOOST_AUTO_TEST_CASE(a_list_that_nobody_is_in_any_more_keeps_the_contract_and_says_so) {
  auto record = voucherList();
  record.holders.clear();
  const auto values = fieldValues(record, context(Language::ky));
  BOOST_TEST(values.fields.at("list.empty") == "true");
  BOOST_TEST(values.fields.at("list.count") == "0");
  BOOST_TEST(values.fields.at("list.totalPerMonth") == "0,00\u00A0сом");
  BOOST_TEST(contract().check("voucher-list", values).empty());
}

BOOST_AUTO_TEST_CASE(a_published_list_shows_no_pin) {
  const auto record = voucherList();
  for (const auto& [field, text] : fieldValues(record, context(Language::ky)).fields)
    BOOST_TEST(text.find(record.chairperson.pin) == std::string::npos, field);
}

BOOST_AUTO_TEST_CASE(titles_of_the_contract_are_filled) {
  const auto approval = fieldValues(application(), context(Language::ky));
  BOOST_TEST(documentTitle(contract().kind("voucher-approval").titles.at("ky"), approval) ==
             "№12/34 протокол: ваучер ыйгаруу");
  BOOST_TEST(documentTitle("{a} {protocol.number}{", approval) == " 12/34{");
  for (const auto& record : kRecords) {
    const auto values = fieldValues(record, context(Language::ru));
    const auto title = documentTitle(contract().kind(toString(kindOf(record))).titles.at("ru"), values);
    BOOST_TEST(title.find('{') == std::string::npos, title);
  }
}

BOOST_AUTO_TEST_CASE(a_commission_picks_the_languages_and_an_upload_has_none) {
  auto record = mealSubsidy();
  BOOST_TEST((languagesOf(record) == std::vector{Language::ky, Language::ru}));
  record.commission.languages = ProtocolLanguages::ru;
  BOOST_TEST((languagesOf(record) == std::vector{Language::ru}));
  record.uploadId = "U-1";
  BOOST_TEST(languagesOf(record).empty());
  BOOST_CHECK_THROW(fieldValues(record, context(Language::ru)), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
