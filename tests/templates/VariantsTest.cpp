#include "Variants.h"

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "Material.h"
#include "connectors/templates/TemplateLinter.h"

namespace balalyk {
namespace {

std::vector<LintFinding> findingsOf(const Variant& variant) {
  return lint(variantBytes(variant), "voucher-approval", "ru", realContract());
}

const Variant& named(std::string_view name) {
  const auto& all = variants();
  return *std::find_if(all.begin(), all.end(), [&](const Variant& one) { return one.name == name; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(what_clerks_do_to_templates)

BOOST_DATA_TEST_CASE(is_right_or_refused_with_its_reason, boost::unit_test::data::make(variants()), variant) {
  const auto findings = findingsOf(variant);
  const std::string verdict = variant.verdict;
  if (verdict != "made") {
    BOOST_TEST(holds(findings, verdict), list(findings));
    return;
  }
  const bool refused = std::any_of(findings.begin(), findings.end(),
                                   [](const auto& one) { return one.severity == LintFinding::Severity::error; });
  BOOST_TEST(!refused, list(findings));
}

BOOST_AUTO_TEST_CASE(a_mark_in_a_comment_is_found_once_and_without_its_author) {
  const auto findings = findingsOf(named("a mark in a comment"));
  BOOST_REQUIRE_MESSAGE(findings.size() == 1u, list(findings));
  BOOST_TEST(findings.front().excerpt == "тут {fullName}");
}

// What LibreOffice cannot make accessible but people need is said, and stops nothing.
BOOST_AUTO_TEST_CASE(a_footnote_is_a_warning) {
  const auto findings = findingsOf(named("a footnote"));
  BOOST_REQUIRE_MESSAGE(findings.size() == 1u, list(findings));
  BOOST_TEST(findings.front().problem.code == "templateNote");
  BOOST_TEST((findings.front().severity == LintFinding::Severity::warning));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_beside_a_comment_is_shown_without_its_author) {
  auto bytes = EditedTemplate(builtTemplate("voucher-approval", "ru"));
  named("a comment of a colleague").edit(bytes);
  bytes.replace("content.xml", "Текст<office:annotation>", "Текст {x}<office:annotation>");
  const auto findings = lint(bytes.bytes(), "voucher-approval", "ru", realContract());
  BOOST_REQUIRE_EQUAL(findings.size(), 1u);
  BOOST_TEST(findings.front().excerpt == "Текст {x}");
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace balalyk
