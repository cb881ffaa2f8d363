#include <unistd.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "AlteredTemplate.h"
#include "Sheets.h"
#include "connectors/office/Files.h"
#include "pipeline/Error.h"

using namespace balalyk;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// One soffice for the tests of this file: none of them harms it.
std::unique_ptr<sheets::Pool> shared;
sheets::Pool& pool() {
  if (!shared) shared = std::make_unique<sheets::Pool>();
  return *shared;
}

// A soffice whose `sheet` is another template.
class OtherSheet {
 public:
  explicit OtherSheet(const std::string& bytes)
      : folder_(std::filesystem::temp_directory_path() / ("office-templates-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    writeFile(folder_ / "sheet.ky.odt", bytes);
    auto settings = sheets::settings();
    settings.templates = folder_;
    pool_ = std::make_unique<sheets::Pool>(settings);
  }
  ~OtherSheet() {
    pool_.reset();
    std::filesystem::remove_all(folder_);
  }
  std::string pdf(const FieldValues& values) { return pool_->fill(values).pdf; }
  std::string text(const FieldValues& values) { return sheets::textOf(pdf(values)); }

 private:
  const std::filesystem::path folder_;
  std::unique_ptr<sheets::Pool> pool_;
};

struct EndPool {
  ~EndPool() { shared.reset(); }
};

}  // namespace

BOOST_TEST_GLOBAL_FIXTURE(EndPool);

BOOST_AUTO_TEST_SUITE(filling_a_template)

BOOST_AUTO_TEST_CASE(gives_a_pdf_a_with_the_values_of_the_record) {
  const auto document = pool().fill(sheets::values(1));
  const auto text = sheets::textOf(document.pdf);
  BOOST_TEST(has(text, "Протокол №12/1"));
  BOOST_TEST(has(text, "Жээнбекова Айгүл 1-кызы"));
  BOOST_TEST(has(text, "Өмүрбек уулу Нурлан 1.3, мүчө"));
  BOOST_TEST(has(text, "Күбөлүк 1.2"));
  BOOST_TEST(has(text, "1/1"));
  BOOST_TEST(!has(text, "{"));
  BOOST_TEST(document.pages == 1);
  BOOST_TEST(has(document.pdf, "<pdfaid:part>2</pdfaid:part>"));
  BOOST_TEST(has(document.pdf, "<pdfaid:conformance>B</pdfaid:conformance>"));
  BOOST_TEST(has(document.pdf, "/MarkInfo<</Marked true>>"));
  BOOST_TEST(has(document.pdf, "/Lang(ky-KG)"));
  BOOST_TEST(has(document.pdf, "/DisplayDocTitle true"));
  BOOST_TEST(has(document.provenance.officeVersion, "LibreOffice "));
  BOOST_TEST(document.provenance.templateDigest.size() == 64u);
  BOOST_TEST(document.provenance.fontSetDigest.size() == 64u);
}

BOOST_DATA_TEST_CASE(shows_every_row_of_a_list, boost::unit_test::data::make({0, 1, 2, 7, 11, 30, 60}), rows) {
  const auto text = sheets::textOf(pool().fill(sheets::values(2, rows, rows)).pdf);
  BOOST_TEST(count(text, "Өмүрбек уулу Нурлан 2.") == rows);
  BOOST_TEST(count(text, "Күбөлүк 2.") == rows);
  BOOST_TEST(has(text, "Тизменин аягы"));
  BOOST_TEST(has(text, "Документтер:") == (rows > 0));
}

BOOST_AUTO_TEST_CASE(shows_a_part_only_when_its_field_is_set) {
  auto values = sheets::values(3);
  auto text = sheets::textOf(pool().fill(values).pdf);
  BOOST_TEST(has(text, "Телефон жок"));
  BOOST_TEST(!has(text, "Кошумча:"));
  values.fields["guardian.phone"] = "+996 555 123456";
  values.fields["comments"] = "Кыска";
  text = sheets::textOf(pool().fill(values).pdf);
  BOOST_TEST(!has(text, "Телефон жок"));
  BOOST_TEST(has(text, "Телефон: +996 555 123456"));
  BOOST_TEST(has(text, "Кошумча:"));
  text = sheets::textOf(pool().fill(sheets::values(3)).pdf);
  BOOST_TEST(has(text, "Телефон жок"));
  BOOST_TEST(!has(text, "555"));
  BOOST_TEST(!has(text, "Кыска"));
}

BOOST_AUTO_TEST_CASE(lets_a_long_text_run_over_several_pages_in_its_paragraphs) {
  auto values = sheets::values(4);
  std::string comment;
  for (int i = 0; comment.size() < 40'000; ++i) {
    comment += "Абзац " + std::to_string(i) + ": комиссиянын мүчөлөрү бала бакчанын шарттары менен таанышты.\n";
  }
  comment.pop_back();
  values.fields["comments"] = comment;
  const auto document = pool().fill(values);
  BOOST_TEST(document.pages > 2);
  const auto text = sheets::textOf(document.pdf);
  BOOST_TEST(has(text, "Абзац 100: комиссиянын"));
  BOOST_TEST(has(text, "1/" + std::to_string(document.pages)));
}

BOOST_AUTO_TEST_CASE(puts_each_document_its_own_picture) {
  const auto values = sheets::values(5);
  auto other = values;
  other.images["verifyQr"] = sheets::picture(6);
  const auto first = pool().fill(values).pdf;
  BOOST_TEST((pool().fill(other).pdf != first));
  BOOST_TEST((pool().fill(values).pdf == first));
}

BOOST_AUTO_TEST_CASE(gives_the_same_bytes_for_the_same_record) {
  const auto values = sheets::values(7, 11, 0);
  const auto first = pool().fill(values);
  pool().fill(sheets::values(8, 0, 5));
  BOOST_TEST((pool().fill(values).pdf == first.pdf));
  BOOST_TEST(has(first.pdf, "/CreationDate(D:20250515000000Z')"));
  BOOST_TEST(has(first.pdf, "<xmp:CreateDate>2025-05-15T00:00:00Z</xmp:CreateDate>"));
  sheets::Pool fresh;
  BOOST_TEST((fresh.fill(values).pdf == first.pdf));
}

struct Refused {
  const char* what;
  const char* text;
  const char* characters;
};
const Refused kRefused[] = {{"a glyph that no font has", "Асан \u4E2D", "\u4E2D (U+4E2D)"},
                            {"a control character", "Асан\x07", "U+0007"},
                            {"a mark of direction", "Асан\u202Eнаса", "U+202E"},
                            {"a zero-width character", "Асан\u200Bов", "U+200B"},
                            {"broken UTF-8", "Асан\xD0", "U+FFFD"},
                            {"an emoji", "Асан \U0001F600", "\U0001F600 (U+1F600)"},
                            {"several, each once", "\u4E2D\U0001F600\u4E2D\xFFа\u4E00\x07\xFF",
                             "\u4E2D (U+4E2D), \U0001F600 (U+1F600), U+FFFD, \u4E00 (U+4E00), U+0007"}};
std::ostream& operator<<(std::ostream& out, const Refused& refused) {
  return out << refused.what;
}

BOOST_DATA_TEST_CASE(refuses_what_cannot_be_printed, boost::unit_test::data::make(kRefused), refused) {
  for (const bool inList : {false, true}) {
    auto values = sheets::values(9);
    (inList ? values.lists["attendees"][1]["fullName"] : values.fields["child.fullName"]) = refused.text;
    const std::string field = inList ? "attendees.fullName" : "child.fullName";
    const Problem expected{"valueRefused", {{"field", field}, {"characters", refused.characters}}};
    BOOST_CHECK_EXCEPTION(pool().fill(values), StageError, [&](const StageError& e) {
      return e.disposition() == Disposition::returned && e.problem() == expected;
    });
  }
}

// Version 2 would hold a table of its curve, 8 kB in each PDF.
BOOST_AUTO_TEST_CASE(the_colour_profile_is_that_of_sRGB_with_its_curve_as_a_formula) {
  constexpr std::size_t kMarkAt = 36, kVersionAt = 8, kClassAt = 12, kSpaceAt = 16;  // ICC.1, 7.2
  std::string first;
  for (const int seed : {1, 2}) {
    const auto pdf = pool().fill(sheets::values(seed)).pdf;
    const auto mark = pdf.find("acsp");
    BOOST_TEST_REQUIRE((mark != std::string::npos && mark > kMarkAt));
    const auto profile = pdf.substr(mark - kMarkAt, pdf.find("endstream", mark) - (mark - kMarkAt));
    BOOST_TEST(profile.size() < 1'000);
    BOOST_TEST(int(profile[kVersionAt]) == 4);
    BOOST_TEST(profile.substr(kClassAt, 4) == "mntr");
    BOOST_TEST(profile.substr(kSpaceAt, 4) == "RGB ");
    BOOST_TEST(has(profile, "para"));
    if (first.empty()) first = profile;
    BOOST_TEST((profile == first));
  }
}

BOOST_AUTO_TEST_CASE(every_character_without_a_glyph_is_reported_at_once_with_the_fields_it_is_in) {
  auto values = sheets::values(9);
  values.fields["child.fullName"] = "Асан \u4E2D";
  values.lists["attendees"][0]["fullName"] = "Үсөн \u4E2D\u4E00";
  values.lists["attendees"][1]["fullName"] = "\u4E00";
  const Problem expected{
      "valueRefused",
      {{"field", "child.fullName, attendees.fullName"}, {"characters", "\u4E2D (U+4E2D), \u4E00 (U+4E00)"}}};
  BOOST_CHECK_EXCEPTION(pool().fill(values), StageError, [&](const StageError& e) { return e.problem() == expected; });
}

BOOST_AUTO_TEST_CASE(refuses_a_kind_without_template) {
  const auto values = sheets::values(10);
  for (const char* kind : {"letter", "../sheet", ""}) {
    FillRequest request{.documentId = "d", .kind = kind, .language = "ky", .values = &values};
    BOOST_CHECK_EXCEPTION(pool().office().fill(request), StageError,
                          [](const StageError& e) { return e.problem().code == "templateMissing"; });
  }
}

BOOST_AUTO_TEST_CASE(opens_a_template_again_that_made_room_for_others) {
  namespace fs = std::filesystem;
  const auto folder = fs::temp_directory_path() / ("office-templates-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  // The same template under other bytes: something behind the end of a package is not a part of it.
  const auto put = [&](int i) {
    const auto file = folder / "sheet.ky.odt";
    fs::copy_file(fs::path(TEST_TEMPLATES) / "sheet.ky.odt", file, fs::copy_options::overwrite_existing);
    std::ofstream comment(file, std::ios::binary | std::ios::in | std::ios::out);
    comment.seekp(-2, std::ios::end);  // the length of the package's comment, then the comment
    comment << char(1) << char(0) << char('A' + i);
  };
  auto settings = sheets::settings();
  settings.templates = folder;
  sheets::Pool many(settings);
  for (const int i :
       {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 0}) {
    put(i);
    BOOST_TEST(many.fill(sheets::values(1)).pages == 1);
  }
  BOOST_TEST(many.office().counters().failed == 0u);
  fs::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(takes_a_template_that_says_nothing_about_itself) {
  namespace fs = std::filesystem;
  const auto folder = fs::temp_directory_path() / ("office-templates-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / "sheet.ky.odt") << sheets::altered(
      "", {{"meta.xml",
            "<o:document-meta xmlns:o=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" o:version=\"1.3\"/>"}});
  auto settings = sheets::settings();
  settings.templates = folder;
  sheets::Pool silent(settings);
  const auto values = sheets::values(1, 60, 60);
  BOOST_TEST((silent.fill(values).pdf == pool().fill(values).pdf));
  fs::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(shows_each_value_as_it_is_where_the_template_declares_a_number) {
  OtherSheet sheet(
      sheets::replaced(R"(office:value-type="string" office:string-value="number" text:name="protocol.number")",
                       R"(office:value-type="float" office:value="0" text:name="protocol.number")"));
  for (const char* number : {"77", "1", "007", "12/7"}) {
    auto values = sheets::values(1);
    values.fields["protocol.number"] = number;
    BOOST_TEST(has(sheet.text(values), "Протокол №" + std::string(number) + "\n"));
  }
}

BOOST_AUTO_TEST_CASE(fills_a_field_that_is_in_the_row_of_a_list) {
  OtherSheet sheet(sheets::replaced("{name}", R"({name}; <text:user-field-get text:name="child.fullName"/>.)"));
  for (const int seed : {1, 2}) {
    const auto text = sheet.text(sheets::values(seed));
    const auto number = std::to_string(seed);
    for (const char* row : {".1", ".2"}) {
      BOOST_TEST(has(text, "Күбөлүк " + number + row + "; Жээнбекова Айгүл " + number + "-кызы."));
    }
  }
}

BOOST_AUTO_TEST_CASE(reports_the_title_as_it_is) {
  auto values = sheets::values(1);
  values.fields["protocol.number"] = "\"Күн\" & <1>, O'q, &lt;";
  const auto pdf = pool().fill(values).pdf;
  BOOST_TEST(has(
      pdf, "<rdf:li xml:lang=\"x-default\">Протокол №&quot;Күн&quot; &amp; &lt;1&gt;, O&apos;q, &amp;lt;</rdf:li>"));
}

BOOST_AUTO_TEST_CASE(leaves_a_table_whose_text_has_braces) {
  OtherSheet sheet(
      sheets::altered("<table:table table:name=\"terms\"><table:table-column/><table:table-row>"
                      "<table:table-cell><text:p>Шарттар { ар бири }, {}</text:p></table:table-cell>"
                      "</table:table-row></table:table>"));
  BOOST_TEST(has(sheet.text(sheets::values(1)), "Шарттар { ар бири }, {}"));
}

BOOST_AUTO_TEST_CASE(reaches_a_link_in_the_order_of_the_structure) {
  OtherSheet sheet(sheets::altered(R"(<text:p><text:a xlink:href="https://example.org/">Сайт</text:a></text:p>)"));
  const auto pdf = sheet.pdf(sheets::values(1));
  BOOST_TEST(has(pdf, "/Subtype/Link"));
  BOOST_TEST(has(pdf, "\n/Tabs/S\n"));
  BOOST_TEST(!has(pdf, "/Tabs("));
}

BOOST_AUTO_TEST_CASE(continues_with_the_next_document_after_a_broken_picture) {
  auto broken = sheets::values(11);
  broken.images["verifyQr"] = "not a picture";
  BOOST_CHECK_EXCEPTION(pool().fill(broken), StageError,
                        [](const StageError& e) { return e.problem().code == "officeFailed"; });
  const auto text = sheets::textOf(pool().fill(sheets::values(12)).pdf);
  BOOST_TEST(has(text, "12/12"));
  BOOST_TEST(!has(text, "12/11"));
}

BOOST_AUTO_TEST_SUITE_END()
