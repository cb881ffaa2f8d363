#include "Variants.h"

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>

#include "Edits.h"
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

// Accessibility is promised of every PDF: what LibreOffice cannot make accessible keeps a template out of the night.
BOOST_AUTO_TEST_CASE(a_footnote_is_an_error) {
  const auto findings = findingsOf(named("a footnote"));
  BOOST_REQUIRE_MESSAGE(findings.size() == 1u, list(findings));
  BOOST_TEST((findings.front().severity == LintFinding::Severity::error));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_beside_a_comment_is_shown_without_its_author) {
  auto bytes = EditedTemplate(builtTemplate("voucher-approval", "ru"));
  named("a comment of a colleague").edit(bytes);
  bytes.replace("content.xml", "Текст<office:annotation>", "Текст {x}<office:annotation>");
  const auto findings = lint(bytes.bytes(), "voucher-approval", "ru", realContract());
  BOOST_REQUIRE_EQUAL(findings.size(), 1u);
  BOOST_TEST(findings.front().excerpt == "Текст {x}");
}

BOOST_AUTO_TEST_CASE(a_row_that_is_not_hidden_is_found_where_it_is) {
  const auto findings = findingsOf(named("hidden letters beside the mark in the pattern row"));
  BOOST_REQUIRE_EQUAL(findings.size(), 1u);
  BOOST_TEST(findings.front().excerpt.find("черновик") != std::string::npos);
}

// Each of these took gigabytes, or a time that grew with the square of their number.
BOOST_AUTO_TEST_CASE(what_is_there_thousands_of_times_takes_neither_time_nor_memory) {
  std::string styles, spans, letters;
  for (int i = 0; i < 20000; ++i) {
    styles += textStyle("Tsame", "fo:color=\"#000000\"");
    spans += "<text:span text:style-name=\"Tsame\">x</text:span>";
    const int han = 0x4E00 + i;
    for (const int byte : {0xE0 | han >> 12, 0x80 | (han >> 6 & 0x3F), 0x80 | (han & 0x3F)})
      letters += static_cast<char>(byte);
  }
  const auto start = std::chrono::steady_clock::now();
  EditedTemplate one(builtTemplate("voucher-approval", "ru"));
  one.style(styles).append("<text:p>" + std::string(200000, '[') + "]" + spans + letters + "</text:p>");
  const auto findings = lint(one.bytes(), "voucher-approval", "ru", realContract());
  BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(60)));
  BOOST_TEST(holds(findings,
                   "templateCharacter(characters=一 (U+4E00), 丁 (U+4E01), 丂 (U+4E02), 七 (U+4E03), 丄 (U+4E04), 丅 "
                   "(U+4E05), 丆 (U+4E06), 万 (U+4E07), 丈 (U+4E08), 三 (U+4E09), …)"),
             list(findings));
}

BOOST_AUTO_TEST_CASE(a_long_name_is_cut) {
  EditedTemplate one(builtTemplate("voucher-approval", "ru"));
  one.append("<text:section text:name=\"when " + std::string(100000, 'x') + "\"><text:p>x</text:p></text:section>");
  const auto findings = lint(one.bytes(), "voucher-approval", "ru", realContract());
  BOOST_REQUIRE_EQUAL(findings.size(), 1u);
  BOOST_TEST(toString(findings.front().problem).size() < 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace balalyk
