#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "Material.h"
#include "connectors/templates/InstalledFonts.h"
#include "connectors/templates/TemplateLinter.h"

namespace balalyk {
namespace {

const std::vector<std::string> kKinds{"applicant-notice", "meal-decision", "meal-subsidy",
                                      "voucher-approval", "voucher-list",  "voucher-refusal"};
const std::vector<std::string> kLanguages{"ky", "ru"};
const auto kEach = boost::unit_test::data::make(kKinds) * boost::unit_test::data::make(kLanguages);

}  // namespace

BOOST_AUTO_TEST_SUITE(real_templates)

BOOST_DATA_TEST_CASE(flat_ones_have_no_defect, kEach, kind, language) {
  const auto findings = lint(flatTemplate(kind, language), kind, language, realContract());
  BOOST_TEST(findings.empty(), list(findings));
}

BOOST_DATA_TEST_CASE(what_libreoffice_saves_of_them_has_no_defect, kEach, kind, language) {
  const auto bytes = builtTemplate(kind, language);
  const auto findings = lint(bytes, kind, language, realContract());
  BOOST_TEST(findings.empty(), list(findings));
  BOOST_TEST(refusals(bytes).empty());
}

BOOST_DATA_TEST_CASE(one_in_the_other_language_is_noticed, kEach, kind, language) {
  const std::string other = language == "ky" ? "ru" : "ky";
  const auto findings = lint(flatTemplate(kind, other), kind, language, realContract());
  BOOST_TEST(holds(findings, "templateLanguage(expected=" + language + ", found=" + other + ")"), list(findings));
}

BOOST_AUTO_TEST_CASE(the_contract_lies_beside_the_built_ones) {
  BOOST_TEST(readFile(BUILT_TEMPLATES "/contract.json") == readFile(FLAT_TEMPLATES "/contract.json"));
  for (const auto& file : std::filesystem::directory_iterator(FLAT_TEMPLATES))
    if (file.path().extension() == ".fodt")
      BOOST_TEST(std::filesystem::exists(std::filesystem::path(BUILT_TEMPLATES) /
                                         file.path().filename().replace_extension(".odt")));
}

BOOST_AUTO_TEST_CASE(the_fonts_of_the_contract_are_installed_and_no_substitute_counts) {
  for (const auto& font : realContract().fonts()) BOOST_TEST(isFontInstalled(font));
  BOOST_TEST(!isFontInstalled("No Such Serif"));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace balalyk
