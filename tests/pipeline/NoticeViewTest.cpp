#include "pipeline/template/NoticeView.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <set>

#include "Examples.h"
#include "pipeline/template/RecordView.h"
#include "pipeline/template/TemplateContract.h"
#include "pipeline/template/TemplateKinds.h"

using namespace balalyk;
using namespace balalyk::examples;
namespace data = boost::unit_test::data;

namespace {

constexpr const char* kNotice = "applicant-notice";

const TemplateContract& contract() {
  static const auto kept = TemplateContract::load(BALALYK_SOURCE "/templates/contract.json");
  return kept;
}

FieldValues notice(const Record& record, Language language) {
  return noticeValues(fieldValues(record, {"6b1e0c1e-0000-4000-8000-000000000001", 2, "https://example.kg/check/",
                                           language, [](std::string_view text) { return std::string(text); }}));
}

// What a record says of people and does not belong into a letter to one of them.
std::set<std::string> ofOthers(const Application& record) {
  std::set<std::string> texts{record.child.pin, record.guardian.pin, record.comments};
  for (const auto& member : record.ticked)
    texts.insert(
        {member.id, member.name.full(), member.name.surname, member.pin, member.position.ky, member.position.ru});
  texts.erase("");
  return texts;
}

const std::vector<Application> kDecided{application(), refusal()};
const std::vector<Language> kLanguages{Language::ky, Language::ru};

}  // namespace

BOOST_AUTO_TEST_SUITE(NoticeView)

BOOST_AUTO_TEST_CASE(every_template_of_a_document_is_in_the_contract_and_every_one_of_the_contract_is_used) {
  std::set<std::string> used;
  for (const auto kind : allKinds()) {
    std::set<std::string> names;
    for (const auto& one : templateKindsOf(kind)) {
      used.insert(std::string(one.name));
      BOOST_TEST(names.insert(pdfName(one, "ky")).second, one.name);
    }
    if (kind == Kind::mealUpload)
      BOOST_TEST(names.empty());
    else
      BOOST_TEST(templateKindsOf(kind).front().name == toString(kind));
  }
  const auto kinds = contract().kinds();
  BOOST_TEST(used == std::set<std::string>(kinds.begin(), kinds.end()), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(approvals_and_refusals_alone_come_with_a_notice) {
  for (const auto kind : allKinds()) {
    const bool decision = kind == Kind::voucherApproval || kind == Kind::voucherRefusal;
    BOOST_TEST(isNotice(kind, {.name = "notice-ky.pdf"}) == decision, toString(kind));
    BOOST_TEST(!isNotice(kind, {.name = "protocol-ky.pdf"}));
  }
  BOOST_TEST(!isNotice(Kind::voucherApproval, {.name = "notice.txt"}));
}

BOOST_DATA_TEST_CASE(a_notice_gives_exactly_the_fields_of_its_contract,
                     data::xrange(kDecided.size()) * data::xrange(kLanguages.size()), record, language) {
  const auto values = notice(kDecided[record], kLanguages[language]);
  for (const auto& problem : contract().check(kNotice, values)) BOOST_ERROR(toString(problem));
  for (const auto& [name, field] : contract().kind(kNotice).fields) BOOST_TEST(values.fields.contains(name), name);
  BOOST_TEST(values.fields.size() == contract().kind(kNotice).fields.size());
  BOOST_TEST(values.images.size() == contract().kind(kNotice).images.size());
}

BOOST_AUTO_TEST_CASE(a_notice_names_addressee_child_decision_and_how_to_check_it) {
  const auto approval = notice(application(), Language::ky).fields;
  BOOST_TEST(approval.at("guardian.fullName") == application().guardian.name.full());
  BOOST_TEST(approval.at("child.fullName") == "Өмүрбек уулу Нурлан");
  BOOST_TEST(approval.at("benefit.name") == "Аз камсыз болгон үй-бүлө");
  BOOST_TEST(approval.at("refusal.grounds") == "");
  BOOST_TEST(approval.at("document.checkAddress").ends_with(approval.at("document.id")));
  BOOST_TEST(approval.at("document.revision") == "2");
  const auto refused = notice(refusal(), Language::ky).fields;
  BOOST_TEST(refused.at("refusal.grounds") == refusal().refusalGrounds);
  BOOST_TEST(refused.at("voucher.amountPerMonth") == "");
}

BOOST_AUTO_TEST_CASE(a_notice_is_headed_by_a_capital_letter_where_no_local_body_is_named) {
  auto record = application();
  record.commission.localBody = {};
  const auto headOf = [&](Language language) { return notice(record, language).fields.at("commission.localBody"); };
  BOOST_TEST(headOf(Language::ru) == "Орган местного самоуправления");
  BOOST_TEST(headOf(Language::ky) == "Жергиликтүү өз алдынча башкаруу органы");
}

BOOST_DATA_TEST_CASE(a_notice_holds_nobody_elses_data_and_no_pin,
                     data::xrange(kDecided.size()) * data::xrange(kLanguages.size()), at, language) {
  auto record = kDecided[at];
  record.ticked.push_back(member("M-77", "Сыдыкбаева"));
  record.guardian.name = {"Токтосунов", "Эрлан", ""};
  record.child.name = {"Токтосунова", "Аида", ""};
  const auto values = notice(record, kLanguages[language]);
  BOOST_TEST(values.lists.empty());
  const auto foreign = ofOthers(record);
  BOOST_TEST(foreign.size() > 8U);
  for (const auto& [field, text] : values.fields)
    for (const auto& other : foreign) BOOST_TEST(text.find(other) == std::string::npos, field << " holds " << other);
}

BOOST_AUTO_TEST_SUITE_END()
