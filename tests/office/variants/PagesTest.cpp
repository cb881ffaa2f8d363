#include <poppler-document.h>
#include <poppler-page.h>
#include <unistd.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "connectors/office/OfficePool.h"
#include "connectors/office/QrCode.h"
#include "tests/templates/Material.h"

// How the shipped templates fill their pages. The contract's sample of a protocol is the typical one of the country:
// seven members beside chairperson and secretary, four documents, a comment of 300 letters.
using namespace balalyk;
namespace fs = std::filesystem;

namespace {

using Fill = TemplateContract::Fill;

Office& office() {
  static const auto work = [] {
    std::string name = fs::temp_directory_path() / "office-pages-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    return std::shared_ptr<const fs::path>(new fs::path(name), [](const fs::path* path) {
      std::error_code error;
      fs::remove_all(*path, error);
      delete path;
    });
  }();
  static const auto one = [] {
    OfficeSettings settings;
    settings.slots = 1;
    settings.filler = TEST_FILLER;
    settings.templates = BUILT_TEMPLATES;
    settings.contract = FLAT_TEMPLATES "/contract.json";
    settings.work = *work;
    settings.sandbox = SandboxPolicy::whenPossible;
    return makeOfficePool(settings);
  }();
  return *one;
}

FieldValues valuesOf(const std::string& kind, const std::string& language, Fill fill) {
  auto values = realContract().exampleValues(kind, language, fill);
  values.images["verifyQr"] = qrPng(values.fields["document.checkAddress"]);
  return values;
}

// The text of each page.
std::vector<std::string> pagesOf(const std::string& kind, const std::string& language, const FieldValues& values) {
  const auto made =
      office().fill({.documentId = "d", .kind = kind, .language = language, .values = &values, .title = "Протокол"});
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(made.pdf.data(), static_cast<int>(made.pdf.size())));
  std::vector<std::string> pages;
  for (int i = 0; i < document->pages(); ++i) {
    const std::unique_ptr<poppler::page> page(document->create_page(i));
    const auto bytes = page->text().to_utf8();
    pages.emplace_back(bytes.data(), bytes.size());
  }
  return pages;
}

bool has(const std::string& page, const std::string& text) {
  return page.find(text) != std::string::npos;
}

std::string manyLines(int count, const std::string& text, int first = 1) {
  std::string lines;
  for (int i = 0; i < count; ++i) lines += (i == 0 ? "" : "\n") + std::to_string(first + i) + ". " + text;
  return lines;
}

const std::vector<std::string> kKinds{"applicant-notice", "meal-decision", "meal-subsidy",
                                      "voucher-approval", "voucher-list",  "voucher-refusal"};
const std::vector<std::string> kLanguages{"ky", "ru"};
const auto kEach = boost::unit_test::data::make(kKinds) * boost::unit_test::data::make(kLanguages);

// Behind the signatures, above the code.
const std::string kCheck = "Документтин аныктыгын";

}  // namespace

BOOST_AUTO_TEST_SUITE(pages_of_the_shipped_templates)

BOOST_DATA_TEST_CASE(a_typical_document_is_one_page, kEach, kind, language) {
  BOOST_TEST(pagesOf(kind, language, valuesOf(kind, language, Fill::sample)).size() == 1u);
}

BOOST_DATA_TEST_CASE(the_shortest_document_is_one_page, kEach, kind, language) {
  BOOST_TEST(pagesOf(kind, language, valuesOf(kind, language, Fill::empty)).size() == 1u);
}

BOOST_DATA_TEST_CASE(eleven_members_and_a_long_comment_are_two_pages, boost::unit_test::data::make(kLanguages),
                     language) {
  for (const std::string kind : {"voucher-approval", "voucher-refusal"}) {
    auto values = valuesOf(kind, language, Fill::sample);
    values.fields["members.lines"] += "\n" + manyLines(4, "Ли Ван Юсупович – врач, центр семейной медицины №6", 8);
    values.fields["comments.beforeLast"] = manyLines(4, values.fields["comments.last"]);
    BOOST_TEST(pagesOf(kind, language, values).size() == 2u);
  }
}

// With comments of every length the end of a page comes at every place.
BOOST_AUTO_TEST_CASE(signatures_are_never_alone_on_a_page) {
  auto values = valuesOf("voucher-approval", "ky", Fill::sample);
  values.fields["comments.last"] = "Ушул акыркы сөз.";
  std::size_t most = 0;
  for (int lines = 0; lines <= 60; lines += lines < 12 ? 1 : 4) {
    values.fields["comments.beforeLast"] = manyLines(lines, "Отурумда айтылды.");
    const auto pages = pagesOf("voucher-approval", "ky", values);
    most = std::max(most, pages.size());
    BOOST_TEST(has(pages.back(), kCheck), lines);
    BOOST_TEST(has(pages.back(), "Ушул акыркы сөз."), lines);
  }
  BOOST_TEST(most > 1u);
}

BOOST_AUTO_TEST_CASE(totals_of_a_list_are_never_without_its_last_two_rows) {
  const auto sample = valuesOf("voucher-list", "ky", Fill::sample);
  std::size_t most = 0;
  for (int rows = 17; rows <= 41; ++rows) {
    auto values = sample;
    auto& before = values.lists["vouchers.beforeLast"];
    const auto row = before.front();
    before.assign(static_cast<std::size_t>(rows), row);
    auto& last = values.lists["vouchers.last"];
    BOOST_TEST_REQUIRE(last.size() == 2u);
    last.front()["child"] = "Жанындагы Бала";
    last.back()["child"] = "Акыркы Бала";
    values.lists["vouchers"] = before;
    values.lists["vouchers"].insert(values.lists["vouchers"].end(), last.begin(), last.end());
    const auto pages = pagesOf("voucher-list", "ky", values);
    most = std::max(most, pages.size());
    BOOST_TEST(has(pages.back(), kCheck), rows);
    BOOST_TEST(has(pages.back(), "Балдардын саны"), rows);
    BOOST_TEST(has(pages.back(), "Акыркы Бала"), rows);
    BOOST_TEST(has(pages.back(), "Жанындагы Бала"), rows);
  }
  BOOST_TEST(most > 1u);
}

BOOST_AUTO_TEST_SUITE_END()
