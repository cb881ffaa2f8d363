#include <poppler-document.h>
#include <poppler-page.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "connectors/office/Files.h"
#include "connectors/office/OfficePool.h"
#include "connectors/office/QrCode.h"
#include "tests/templates/Material.h"
#include "tests/templates/Variants.h"

// What clerks do to templates, in the office: what `template check` lets through is made right, and what it misses the
// check of the PDF would find.
using namespace balalyk;
namespace fs = std::filesystem;

namespace {

using Fill = TemplateContract::Fill;

// An office with one template, which each test puts there.
class Workshop {
 public:
  Workshop() {
    std::string name = fs::temp_directory_path() / "office-variants-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
    OfficeSettings settings;
    settings.slots = 1;
    settings.filler = TEST_FILLER;
    settings.templates = folder_;
    settings.contract = FLAT_TEMPLATES "/contract.json";
    settings.work = folder_ / "work";
    settings.sandbox = SandboxPolicy::whenPossible;
    office_ = makeOfficePool(settings);
  }
  ~Workshop() {
    office_.reset();
    std::error_code error;
    fs::remove_all(folder_, error);
  }

  void put(const std::string& bytes) { balalyk::writeFile(folder_ / "voucher-approval.ru.odt", bytes); }

  FilledDocument fill(const FieldValues& values, bool trial = false) {
    return office_->fill({.documentId = "d",
                          .kind = "voucher-approval",
                          .language = "ru",
                          .values = &values,
                          .title = "Протокол",
                          .trial = trial});
  }

 private:
  fs::path folder_;
  std::unique_ptr<Office> office_;
};

Workshop& workshop() {
  static Workshop one;
  return one;
}

FieldValues values(Fill fill) {
  auto values = realContract().exampleValues("voucher-approval", "ru", fill);
  values.images["verifyQr"] = qrPng(values.fields["document.checkAddress"]);
  return values;
}

const Variant& named(std::string_view name) {
  const auto& all = variants();
  return *std::find_if(all.begin(), all.end(), [&](const Variant& one) { return one.name == name; });
}

std::string codeOf(const OfficeError& error) {
  return toString(error.problem());
}

// The fonts of the words that a PDF shows, in their order: «PTSans-Bold».
std::vector<std::string> fontsOf(const std::string& pdf, const std::string& word) {
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(pdf.data(), static_cast<int>(pdf.size())));
  std::vector<std::string> fonts;
  for (int i = 0; i < document->pages(); ++i) {
    const std::unique_ptr<poppler::page> page(document->create_page(i));
    for (const auto& box : page->text_list(poppler::page::text_list_include_font)) {
      const auto bytes = box.text().to_utf8();
      const auto font = box.get_font_name(0);
      if (std::string_view(bytes.data(), bytes.size()).starts_with(word))
        fonts.push_back(font.substr(font.find('+') + 1));
    }
  }
  return fonts;
}

FieldValues withMembers(int count) {
  auto all = values(Fill::empty);
  const auto row = all.lists["attendees"].front();
  all.lists["attendees"].clear();
  auto& lines = all.fields["members.lines"];
  lines.clear();
  for (int i = 1; i <= count; ++i) {
    const auto name = "Участник" + std::to_string(i);
    all.lists["attendees"].push_back(row);
    all.lists["attendees"].back()["fullName"] = name;
    lines += (i == 1 ? "" : "\n") + std::to_string(i) + ". " + name;
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(what_clerks_do_to_templates_in_the_office)

BOOST_DATA_TEST_CASE(is_made_or_refused, boost::unit_test::data::make(variants()), variant) {
  workshop().put(variantBytes(variant));
  const bool isMade = std::string_view(variant.verdict) == "made";
  for (const auto fill : {Fill::empty, Fill::longest, Fill::sample}) {
    try {
      workshop().fill(values(fill));
      BOOST_TEST(isMade);
    } catch (const OfficeError& error) {
      BOOST_TEST(!isMade, codeOf(error));
      BOOST_TEST(error.problem().code == "templateRefused");
    }
  }
}

BOOST_AUTO_TEST_CASE(why_it_is_refused_has_its_own_reason) {
  workshop().put("no template");
  try {
    workshop().fill(values(Fill::sample));
    BOOST_ERROR("it was filled");
  } catch (const OfficeError& error) {
    const auto& params = error.problem().params;
    BOOST_TEST(params.at("reason") == "templateUnreadable");
    BOOST_TEST(params.at("cause") == "malformed");
  }
}

BOOST_AUTO_TEST_CASE(what_must_be_shown_is_looked_for_in_the_pdf_whatever_the_template_says) {
  const std::pair<const char*, const char*> kHiding[] = {
      {"a field is missing", "valueMissingInPdf(field=benefit.name)"},
      {"a field under a condition that does not follow from it", "valueMissingInPdf(field=benefit.name)"},
      {"an invisible field", "valueMissingInPdf(field=benefit.name)"},
      {"a list under a condition", "valueMissingInPdf(field=attendees.fullName)"},
      {"the code under a condition", "codeMissingInPdf(image=verifyQr)"}};
  for (const auto& [name, problem] : kHiding) {
    workshop().put(variantBytes(named(name)));
    try {
      workshop().fill(withMembers(3), true);
      BOOST_ERROR(name);
    } catch (const OfficeError& error) {
      BOOST_TEST(codeOf(error) == problem);
      BOOST_TEST(error.evidence().pdf.starts_with("%PDF-"));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_trial_says_why_the_template_is_not_used) {
  workshop().put(variantBytes(named("a field in brackets, typed")));
  const auto document = workshop().fill(values(Fill::sample), true);
  BOOST_REQUIRE(document.unusable.has_value());
  BOOST_TEST(toString(*document.unusable) == "templateFieldTyped(name=child.fullName)");
}

BOOST_AUTO_TEST_CASE(a_code_of_another_address_is_not_the_one) {
  workshop().put(builtTemplate("voucher-approval", "ru"));
  auto other = values(Fill::sample);
  other.images["verifyQr"] = qrPng("https://elsewhere.example/");
  BOOST_CHECK_EXCEPTION(workshop().fill(other), OfficeError,
                        [](const auto& error) { return codeOf(error) == "codeMissingInPdf(image=verifyQr)"; });
}

BOOST_AUTO_TEST_CASE(every_row_looks_as_the_pattern_row_does) {
  workshop().put(variantBytes(named("a bold word in the pattern row")));
  for (const int members : {3, 11, 1, 7}) {
    const auto pdf = workshop().fill(withMembers(members)).pdf;
    const auto names = fontsOf(pdf, "Участник"), words = fontsOf(pdf, "присутствует");
    BOOST_TEST(names.size() == static_cast<std::size_t>(members));
    BOOST_TEST(words.size() == static_cast<std::size_t>(members));
    for (const auto& font : names) BOOST_TEST(font.ends_with("-Bold"), font);
    for (const auto& font : words) BOOST_TEST(!font.ends_with("-Bold"), font);
  }
}

// Formatted rows are written again for each document: nothing of the one before may stay, in form or text.
BOOST_DATA_TEST_CASE(what_was_made_before_leaves_no_trace, boost::unit_test::data::make(variants()), variant) {
  if (std::string_view(variant.verdict) != "made") return;
  const auto bytes = variantBytes(variant);
  std::vector<std::string> fresh;
  for (const int members : {2, 7, 3}) {
    // Another digest, so that the office loads it once more.
    const auto note = "<!-- " + std::to_string(members) + " --></office:meta>";
    workshop().put(EditedTemplate(bytes).replace("meta.xml", "</office:meta>", note).bytes());
    fresh.push_back(workshop().fill(withMembers(members)).pdf);
  }
  workshop().put(bytes);
  std::size_t at = 0;
  for (const int members : {2, 7, 3}) {
    workshop().fill(values(at % 2 == 1 ? Fill::longest : Fill::sample));
    BOOST_TEST((workshop().fill(withMembers(members)).pdf == fresh[at++]));
  }
}

BOOST_AUTO_TEST_SUITE_END()
