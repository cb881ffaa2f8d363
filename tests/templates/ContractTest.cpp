#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "Material.h"

BOOST_TEST_DONT_PRINT_LOG_VALUE(balalyk::TemplateContract::Fill)

namespace balalyk {
namespace {

using Fill = TemplateContract::Fill;

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "balalyk-contract-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(name.data()));
    path_ = name;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string errorOf(const std::string& json) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "contract.json";
  std::ofstream(file) << json;
  try {
    TemplateContract::load(file);
    return "";
  } catch (const Error& error) {
    return toString(error.problem());
  }
}

std::string contractText() {
  return readFile(FLAT_TEMPLATES "/contract.json");
}

FieldValues completeValues(const std::string& kind = "voucher-approval") {
  auto values = realContract().exampleValues(kind, "ky", Fill::sample);
  values.images["verifyQr"] = "a picture";
  return values;
}

std::vector<std::string> problemsOf(const FieldValues& values, const std::string& kind = "voucher-approval") {
  std::vector<std::string> texts;
  for (const auto& problem : realContract().check(kind, values)) texts.push_back(toString(problem));
  return texts;
}

void requireOnly(const FieldValues& values, const std::string& problem) {
  const auto problems = problemsOf(values);
  BOOST_REQUIRE_EQUAL(problems.size(), 1u);
  BOOST_TEST(problems.front() == problem);
}

const std::vector<std::string> kKinds{"applicant-notice", "meal-decision", "meal-subsidy",
                                      "voucher-approval", "voucher-list",  "voucher-refusal"};
const std::vector<std::string> kLanguages{"ky", "ru"};
const std::vector<Fill> kFills{Fill::sample, Fill::longest, Fill::empty};

}  // namespace

BOOST_AUTO_TEST_SUITE(contract)

BOOST_AUTO_TEST_CASE(names_the_kinds_two_languages_and_two_fonts) {
  const auto& contract = realContract();
  BOOST_TEST(contract.kinds() == kKinds, boost::test_tools::per_element());
  BOOST_TEST(contract.languages() == kLanguages, boost::test_tools::per_element());
  BOOST_TEST(contract.fonts() == (std::vector<std::string>{"PT Serif", "PT Sans"}), boost::test_tools::per_element());
  BOOST_CHECK_EXCEPTION(contract.kind("receipt"), Error,
                        [](const Error& error) { return toString(error.problem()) == "unknownKind(kind=receipt)"; });
  BOOST_CHECK_EXCEPTION(contract.exampleValues("meal-subsidy", "en", Fill::sample), Error,
                        [](const Error& error) { return toString(error.problem()) == "unknownLanguage(language=en)"; });
}

BOOST_AUTO_TEST_CASE(reads_types_and_rules) {
  const auto& kind = realContract().kind("voucher-refusal");
  BOOST_TEST((kind.fields.at("refusal.grounds").type == FieldContract::Type::longText));
  BOOST_TEST((kind.fields.at("document.synthetic").type == FieldContract::Type::boolean));
  BOOST_TEST(kind.fields.at("guardian.fullName").mustShow);
  BOOST_TEST(!kind.fields.at("comments").required);
  BOOST_TEST(kind.lists.at("attendees").columns.at("fullName").required);
  BOOST_TEST(kind.lists.at("attendees").longestRows == 13);
  BOOST_TEST(kind.lists.at("attendees").shownBy == "members.lines");
  BOOST_TEST(kind.fields.at("guardian.fullName").shownBy == "guardian.fullNameAndKinship");
  BOOST_TEST(kind.images.at("verifyQr").mustShow);
}

BOOST_DATA_TEST_CASE(its_own_examples_keep_it,
                     boost::unit_test::data::make(kKinds) * boost::unit_test::data::make(kLanguages) *
                         boost::unit_test::data::make(kFills),
                     kind, language, fill) {
  auto values = realContract().exampleValues(kind, language, fill);
  values.images["verifyQr"] = "a picture";
  BOOST_TEST(problemsOf(values, kind) == std::vector<std::string>{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(examples_number_their_rows_and_take_turns) {
  const auto values = realContract().exampleValues("voucher-approval", "ru", Fill::longest);
  const auto& rows = values.lists.at("attendees");
  BOOST_REQUIRE_EQUAL(rows.size(), 13u);
  BOOST_TEST(rows.at(0).at("number") == "1");
  BOOST_TEST(rows.at(12).at("number") == "13");
  BOOST_TEST(rows.at(0).at("role") == "председатель");
  BOOST_TEST(rows.at(12).at("role") == "член");
  const auto shortest = realContract().exampleValues("voucher-approval", "ru", Fill::empty);
  BOOST_TEST(shortest.fields.at("comments") == "");
  BOOST_TEST(shortest.lists.at("attendees").size() == 1u);
  BOOST_TEST(shortest.lists.at("documents").empty());
}

BOOST_AUTO_TEST_CASE(values_that_break_it_are_named) {
  auto values = completeValues();
  values.fields["child.phone"] = "1";
  requireOnly(values, "fieldUnknown(field=child.phone)");

  values = completeValues();
  values.fields.erase("guardian.fullName");
  requireOnly(values, "fieldMissing(field=guardian.fullName)");
  values.fields["guardian.fullName"] = "";
  requireOnly(values, "fieldMissing(field=guardian.fullName)");

  values = completeValues();
  values.fields["document.synthetic"] = "false";
  requireOnly(values, "booleanBadlyTyped(field=document.synthetic)");

  values = completeValues();
  values.lists["votes"].push_back({{"name", "x"}});
  requireOnly(values, "listUnknown(list=votes)");

  values = completeValues();
  values.lists["attendees"].clear();
  requireOnly(values, "listMissing(list=attendees)");

  values = completeValues();
  values.lists["attendees"][1]["vote"] = "for";
  requireOnly(values, "columnUnknown(column=vote, list=attendees, row=2)");

  values = completeValues();
  values.lists["attendees"][2].erase("fullName");
  requireOnly(values, "columnMissing(column=fullName, list=attendees, row=3)");

  values = completeValues();
  values.images["stamp"] = "a picture";
  requireOnly(values, "imageUnknown(image=stamp)");

  values = completeValues();
  values.images.clear();
  requireOnly(values, "imageMissing(image=verifyQr)");
}

BOOST_AUTO_TEST_CASE(a_problem_never_holds_a_value) {
  auto values = completeValues();
  values.fields["document.synthetic"] = "Асанов";
  for (const auto& problem : problemsOf(values)) BOOST_TEST(problem.find("Асанов") == problem.npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_a_contract_is_refused) {
  const auto refuses = [](const std::string& json, const std::string& because) {
    const auto error = errorOf(json);
    BOOST_TEST(error.find("contractUnreadable(") == 0u);
    BOOST_TEST(error.find(because) != error.npos, error << " does not say: " << because);
  };
  const auto good = contractText();
  BOOST_TEST(errorOf(good) == "");
  refuses("", "JSON");
  refuses("[]", "not an object");
  refuses(edited(good, "\"version\": 1", "\"version\": 2"), "\"version\" is not 1");
  refuses(edited(good, "\"required\"", "\"requierd\""), "unknown key \"requierd\"");
  refuses(edited(good, "\"fonts\"", "\"font\""), "unknown key \"font\"");
  refuses(edited(good, "\"type\": \"text\"", "\"type\": \"number\""), "unknown type \"number\"");
  refuses(edited(good, "\"required\": true", "\"required\": \"yes\""), "is not true or false");
  refuses(edited(good, "\"sample\"", "\"longest\""), "");
  refuses(edited(good, "\"encodes\": \"document.checkAddress\",", ""), "needs \"encodes\"");
  refuses(edited(good, "\"longestRows\": 13", "\"longestRows\": -1"), "out of range");
  refuses(edited(good, "\"longestRows\": 13", "\"longestRows\": 1.5"), "not a whole number");
  refuses(edited(good, "\"shownBy\": \"members.lines\"", "\"shownBy\": \"members\""), "shown by nothing else");
}

BOOST_AUTO_TEST_CASE(a_contract_that_is_not_there_is_refused) {
  BOOST_CHECK_EXCEPTION(TemplateContract::load("no/such/contract.json"), Error,
                        [](const Error& error) { return error.problem().code == "contractUnreadable"; });
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace balalyk
