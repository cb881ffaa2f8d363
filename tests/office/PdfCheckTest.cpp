#include "connectors/pdf/helper/PdfCheck.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <random>

#define POINTERHOLDER_TRANSITION 4
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

#include "Sheets.h"
#include "connectors/office/OfficePool.h"
#include "connectors/pdf/helper/PdfExamination.h"
#include "connectors/pdf/helper/PdfPlain.h"

using namespace balalyk;

namespace {

// A PDF of one empty page; `catalog` goes into its catalogue, `objects` follow as 4, 5, …
std::string tiny(const std::string& catalog = "", const std::vector<std::string>& objects = {}) {
  std::vector<std::string> all{"<</Type/Catalog/Pages 2 0 R" + catalog + ">>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                               "<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>"};
  all.insert(all.end(), objects.begin(), objects.end());
  std::string pdf = "%PDF-1.7\n", table;
  for (std::size_t i = 0; i < all.size(); ++i) {
    char line[21];
    std::snprintf(line, sizeof line, "%010zu 00000 n \n", pdf.size());
    table += line;
    pdf += std::to_string(i + 1) + " 0 obj\n" + all[i] + "\nendobj\n";
  }
  const auto size = std::to_string(all.size() + 1);
  return pdf + "xref\n0 " + size + "\n0000000000 65535 f \n" + table + "trailer\n<</Size " + size +
         "/Root 1 0 R>>\nstartxref\n" + std::to_string(pdf.size()) + "\n%%EOF\n";
}

// The catalogue's action in an object stream with these filters, which hold its bytes as they are given.
std::string inObjectStream(const std::string& filters, const std::string& bytes) {
  std::string pdf = "%PDF-1.7\n", table(6, '\0');
  const auto place = [&](char kind, std::size_t at, char index) {
    table += kind;
    for (int shift = 24; shift >= 0; shift -= 8) table += static_cast<char>(at >> shift);
    table += index;
  };
  const std::vector<std::string> all{"<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>",
                                     "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                                     "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
                                     "<</Type/ObjStm/N 1/First 4/Filter[" + filters + "]/Length " +
                                         std::to_string(bytes.size()) + ">>stream\n" + bytes + "\nendstream"};
  for (std::size_t i = 0; i < all.size(); ++i) {
    place(1, pdf.size(), 0);
    pdf += std::to_string(i + 1) + " 0 obj" + all[i] + "\nendobj\n";
  }
  place(2, 4, 0);
  const auto begin = std::to_string(pdf.size());
  place(1, pdf.size(), 0);
  return pdf + "6 0 obj<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length " + std::to_string(table.size()) + ">>stream\n" +
         table + "\nendstream\nendobj\nstartxref\n" + begin + "\n%%EOF\n";
}

std::string withTrailer(const std::string& root, const std::string& trailer) {
  auto pdf = tiny("", {"<</Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s5/V 4/CF<</D<</CFM/AESV2>>>>/StmF/D/StrF/D>>"});
  const std::string usual = "/Root 1 0 R";
  return pdf.replace(pdf.rfind(usual), usual.size(), root + trailer);
}

std::string encrypted(const std::string& userPassword) {
  const auto plain = tiny();
  QPDF pdf;
  pdf.processMemoryFile("plain", plain.data(), plain.size());
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setR6EncryptionParameters(userPassword.c_str(), "owner", true, true, true, true, true, true, qpdf_r3p_full,
                                   true);
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

PdfService& service() {
  static const auto service = makePdfService(sheets::settings());
  return *service;
}

Problem firstProblem(const std::string& file) {
  const auto check = service().examine(file);
  return check.problems.empty() ? Problem{"none", {}} : check.problems.front();
}

// A page that shows the bytes of this stream; in them a page with a script, for who searches them for objects.
std::string hidden(const std::string& count, const std::string& length = "") {
  const std::string bytes =
      "q\nendstream\nendobj\n9 0 obj\n1\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/AA<</O<</S/JavaScript/JS(x)>>>>>>\n"
      "endobj\n";
  auto pdf =
      tiny("", {"<</Length " + std::to_string(bytes.size()) + length + ">>stream\n" + bytes + "\nendstream", "1"});
  return pdf.replace(pdf.find("/Count 1"), 8, "/Count " + count);
}

// The table says of its last object that it is at the file's beginning.
std::string withoutPlace(std::string pdf) {
  return pdf.replace(pdf.find("trailer") - 20, 10, 10, '0');
}

struct Upload {
  const char* what;
  std::string file;
  Problem problem;
};
std::ostream& operator<<(std::ostream& out, const Upload& upload) {
  return out << upload.what;
}

Problem active(const char* what) {
  return {"uploadActive", {{"what", what}}};
}

std::vector<Upload> uploads() {
  const Problem none{"none", {}}, notPdf{"uploadNotPdf", {}}, damaged{"uploadDamaged", {}},
      encryptedProblem{"uploadEncrypted", {}}, restricted{"uploadRestricted", {}};
  const auto whole = tiny();
  std::string shifted = whole;
  shifted.replace(shifted.find("startxref\n") + 10, 1, "9");
  std::string loop = whole;
  loop.replace(loop.find("/Kids[3 0 R]"), 12, "/Kids[2 0 R]");
  return {
      {"a plain PDF", whole, none},
      {"an empty file", "", notPdf},
      {"a text", "Протокол", notPdf},
      {"a picture", sheets::picture(1), notPdf},
      {"a header alone", "%PDF-1.7\n", damaged},
      {"half a file", whole.substr(0, whole.size() / 2), damaged},
      {"a wrong place of the table", shifted, damaged},
      {"a page tree that holds itself", loop, damaged},
      {"noise behind a header", "%PDF-1.7\n" + std::string(5000, '\xA5'), damaged},
      {"nesting without end", tiny("/X " + std::string(200'000, '[')), damaged},
      {"a password to open", encrypted("secret"), encryptedProblem},
      {"a password to change", encrypted(""), restricted},
      {"a script on opening", tiny("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"), active("script")},
      {"a script with an escaped name", tiny("/OpenAction 4 0 R", {"<</S/J#61vaScript/J#53 (x)>>"}), active("script")},
      {"scripts by name", tiny("/Names<</JavaScript 4 0 R>>", {"<</Names[]>>"}), active("script")},
      {"a form in XML", tiny("/AcroForm<</XFA 4 0 R>>", {"()"}), active("script")},
      {"a program to launch", tiny("", {"[<</A<</S/Launch/F(cmd.exe)>>>>]"}), active("launch")},
      {"a form to send away", tiny("", {"<</S/SubmitForm/F(http://example.org)>>"}), active("launch")},
      {"an embedded file", tiny("/Names<</EmbeddedFiles<</Names[(x) 4 0 R]>>>>", {"<</EF<</F 3 0 R>>>>"}),
       active("attachment")},
      {"embedded files in a tree", tiny("/Names<</EmbeddedFiles<</Kids[4 0 R]>>>>", {"<</Names[]>>"}),
       active("attachment")},
      {"an empty list of embedded files", tiny("/Names<</EmbeddedFiles<</Names[]>>>>"), none},
      {"an empty list of embedded files in an object apart", tiny("/Names<</EmbeddedFiles 4 0 R>>", {"<</Names[]>>"}),
       none},
      {"an attached file", tiny("", {"<</Type/Filespec/F(x)/EF<</F 3 0 R>>>>"}), active("attachment")},
      {"a film", tiny("", {"<</S/Rendition>>"}), active("media")},
      {"a film without an action", tiny("", {"<</Subtype/Movie/Movie<</F(x)>>>>"}), active("media")},
      {"a sound without an action", tiny("", {"<</Subtype/Sound/Sound 3 0 R>>"}), active("media")},
      {"a body in space", tiny("", {"<</Subtype/3D/3DD 3 0 R>>"}), active("media")},
      {"a body in space with a script", tiny("", {"<</Type/3D/OnInstantiate 3 0 R>>"}), active("script")},
      {"media that are only described", tiny("", {"<</Subtype/RichMedia/RichMediaSettings<<>>>>"}), active("media")},
      {"a file attached by its name", tiny("", {"<</Subtype/FileAttachment/FS(x)>>"}), active("attachment")},
      {"a program for printers", tiny("", {"<</Subtype/PS/Length 0>>stream\n\nendstream"}), active("script")},
      {"an action that hides", tiny("", {"<</S/Hide/T(x)>>"}), active("change")},
      {"an action that switches layers", tiny("/OpenAction<</S/SetOCGState/State[]>>"), active("change")},
      {"a content that is elsewhere", tiny("", {"<</F(http://example.org)/Length 0>>stream\n\nendstream"}),
       active("change")},
      {"a picture that is elsewhere", tiny("", {"<</Subtype/Form/Ref<</F(x)>>/Length 0>>stream\n\nendstream"}),
       active("change")},
      {"an address that is opened by itself", tiny("/OpenAction<</S/URI/URI(http://example.org)>>"), active("launch")},
      {"a page that leads elsewhere", tiny("", {"<</AA<</O<</S/GoToR/F(x)>>>>>>"}), active("launch")},
      {"an address to click at", tiny("", {"<</Subtype/Link/A<</S/URI/URI(http://example.org)>>>>"}), none},
      {"a catalogue in the trailer",
       withTrailer("/Root<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(x)>>>>", ""), active("script")},
      {"a lock for certificates", withTrailer("/Root 1 0 R", "/Encrypt 4 0 R/ID[<00><00>]"), encryptedProblem},
      {"a script in an object stream", inObjectStream("", "5 0 <</S/JavaScript/JS(x)>>"), active("script")},
      {"an object stream that cannot be read", inObjectStream("/DCTDecode", "5 0 <</S/JavaScript/JS(x)>>"), damaged},
      {"an action that is nothing", inObjectStream("", "5 0 null"), none},
      {"a script for who looks for an object that is nowhere", hidden("9"), active("script")},
      {"a script for who misses a number of pages", hidden("/X"), active("script")},
      {"objects that are packed inside a stream",
       tiny("", {"<</Length 41>>stream\n9 0 obj<</N 1/First 4/Length 2>>stream\n  \nendstream"}), damaged},
      {"an object inside a text", tiny("", {"[(\\n9 0\\n obj<</N 1>>)]"}), damaged},
      {"words inside a stream", tiny("", {"<</Length 23>>stream\n(5 objects, an obj) Tj \nendstream"}), none},
  };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pdf_check)

BOOST_DATA_TEST_CASE(judges_an_uploaded_file, boost::unit_test::data::make(uploads()), upload) {
  BOOST_TEST((firstProblem(upload.file) == upload.problem), "found " << toString(firstProblem(upload.file)));
}

// What did not fit into memory was not looked at: the file is neither harmless nor damaged. Each filter makes the
// bytes 64 times as many.
BOOST_AUTO_TEST_CASE(a_file_that_memory_cannot_hold_is_never_judged) {
  const auto file = inObjectStream("/RunLengthDecode/RunLengthDecode/RunLengthDecode", std::string(8192, '\x81'));
  BOOST_CHECK_EXCEPTION(service().examine(file), StageError,
                        [](const StageError& error) { return error.problem().code == "uploadCheckFailed"; });
}

BOOST_AUTO_TEST_CASE(counts_the_pages_of_an_uploaded_file) {
  BOOST_TEST(service().examine(tiny()).pages == 1);
}

struct Made {
  const char* what;
  std::string file, found;
};
std::ostream& operator<<(std::ostream& out, const Made& made) {
  return out << made.what;
}

std::vector<Made> madeOnes() {
  return {{"a plain one", tiny(), "none"},
          {"a link", tiny("", {"<</S/URI/URI(https://example.org)>>"}), "none"},
          {"a script", tiny("/OpenAction<</S/JavaScript/JS(x)>>"), "pdfActive(what=script)"},
          {"an attachment", tiny("", {"<</EF<</F 3 0 R>>>>"}), "pdfActive(what=attachment)"},
          {"with a password", encrypted(""), "pdfUnreadable"},
          {"an object that has no place", withoutPlace(hidden("1")), "pdfUnreadable"},
          {"a length that is none", hidden("1", ".0"), "pdfUnreadable"},
          {"half a file", tiny().substr(0, 200), "pdfUnreadable"}};
}

// A soffice that a template has taken over makes what it likes.
BOOST_DATA_TEST_CASE(what_the_office_made_is_examined_too, boost::unit_test::data::make(madeOnes()), made) {
  const auto finding = examineMadePdf(made.file);
  BOOST_TEST((finding.problems.empty() ? "none" : toString(finding.problems.front())) == made.found);
}

BOOST_DATA_TEST_CASE(nothing_active_shows_by_its_bytes_that_it_is_not, boost::unit_test::data::make(uploads()),
                     upload) {
  BOOST_TEST_REQUIRE(isPlainlyPassive(tiny()));
  if (upload.problem.code == "uploadActive") BOOST_TEST(!isPlainlyPassive(upload.file));
}

struct Laid {
  const char* what;
  std::string file;
};
std::ostream& operator<<(std::ostream& out, const Laid& laid) {
  return out << laid.what;
}

std::vector<Laid> laidOtherwise() {
  const auto with = [](const std::string& from, const std::string& to) {
    auto file = tiny();
    return file.replace(file.find(from), from.size(), to);
  };
  const std::string body = "trailer\n<</Size 4/Root 1 0 R";
  return {{"bytes behind the end", tiny() + "% \n"},
          {"an object inside a stream", hidden("1")},
          {"an object inside a text", tiny("", {"[(\n3 0 obj)]"})},
          {"an object inside a comment", with("%PDF-1.7\n", "%PDF-1.7\n%\r9 0 obj<<>>endobj\n")},
          {"an object at the beginning", withoutPlace(tiny("", {"1"}))},
          {"a number that is too large", tiny("", {"[9999999999999999999]"})},
          {"a length with a point", tiny("", {"<</Length 2.0>>stream\nab\nendstream"})},
          {"an object that the table does not name", with("xref\n0 4", "9 0 obj\n<<>>\nendobj\nxref\n0 4")},
          {"an object that is not whole", tiny("", {"<</X"})},
          {"an object without a value", tiny("", {"null"})},
          {"an object that is another", tiny("", {"3 0 R"})},
          {"text that does not end", tiny("", {"[(a\\)]"})},
          {"a stream that is shorter than it says", tiny("", {"<</Length 9>>stream\nab\nendstream"})},
          {"a stream of two lengths", tiny("", {"<</Length 2/Length 2>>stream\nab\nendstream"})},
          {"a stream whose length is nowhere", tiny("", {"<</Length 99 0 R>>stream\nab\nendstream"})},
          {"a name with a broken sign", tiny("", {"[/J#5]"})},
          {"an older table", with(body, body + "/Prev 9")},
          {"a second table", with(body, body + "/XRefStm 9")},
          {"a comment between objects", with("2 0 obj", "%\n2 0 obj")}};
}

BOOST_DATA_TEST_CASE(only_what_is_laid_out_plainly_shows_it, boost::unit_test::data::make(laidOtherwise()), laid) {
  BOOST_TEST(!isPlainlyPassive(laid.file));
}

// Of a PDF of soffice that is changed anywhere, both ways say the same: by its bytes, and by all objects, which a line
// behind the end makes necessary.
BOOST_AUTO_TEST_CASE(what_shows_by_the_bytes_is_what_the_objects_say) {
  sheets::Pool pool;
  const auto made = pool.fill(sheets::values(1)).pdf;
  BOOST_TEST_REQUIRE(isPlainlyPassive(made));
  std::mt19937 random(14);
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
  };
  const std::vector<std::string> parts{
      "/JS", "/S/JavaScript", "/EF ", "/F(x)", "/AA<<>>", "/Length 1", "null ", "(", ">>",
      "<</", "1 0 R ",        "#4a",  "]",     " obj",    "endobj\n",  "\n",    "%", "stream\n"};
  int plain = 0;
  for (int i = 0; i < 1500; ++i) {
    auto file = made;
    if (i % 3 == 0) {
      file[below(file.size())] = static_cast<char>(below(256));
    } else {  // in a dictionary
      const auto at = file.find(i % 3 == 1 ? "/" : ">>", below(file.size()));
      const auto& part = parts[below(parts.size())];
      if (at != std::string::npos) file.replace(at, i % 2 == 0 ? 0 : std::min(part.size(), file.size() - at), part);
    }
    plain += isPlainlyPassive(file) ? 1 : 0;
    const auto said = [](const PdfFinding& finding) {
      return finding.problems.empty() ? "none" : toString(finding.problems.front());
    };
    BOOST_TEST(said(examineMadePdf(file)) == said(examineMadePdf(file + "%\n")), "change " << i);
  }
  BOOST_TEST(plain > 100);
}

BOOST_AUTO_TEST_CASE(finds_a_value_that_is_not_in_the_text) {
  sheets::Pool pool;
  const auto values = sheets::values(1);
  const auto pdf = pool.fill(values).pdf;
  const PdfExpectation expected{values,
                                {"child.fullName", "protocol.number"},
                                {{"attendees", {"fullName", "role"}}},
                                {"PTSans-Bold", "PTSans-Regular", "PTSerif-Regular"}};
  BOOST_TEST(checkFilledPdf(pdf, expected).problems.empty());
  BOOST_TEST(checkFilledPdf(pdf, expected).pages == 1);

  const auto other = sheets::values(2);
  auto wrong = checkFilledPdf(pdf, {other, expected.shownFields, {}, expected.fonts}).problems;
  BOOST_TEST(wrong.size() == 2u);
  BOOST_TEST((wrong.front() == Problem{"valueMissingInPdf", {{"field", "child.fullName"}}}));
  wrong = checkFilledPdf(pdf, {other, {}, expected.shownColumns, expected.fonts}).problems;
  BOOST_TEST(wrong.size() == 3u);
  BOOST_TEST((wrong.front() == Problem{"valueMissingInPdf", {{"field", "attendees.fullName"}}}));
  wrong = checkFilledPdf(pdf, {values, {}, {}, {"PTSans-Bold", "PTSans-Regular"}}).problems;
  BOOST_TEST(wrong.size() == 1u);
  BOOST_TEST((wrong.front() == Problem{"fontForeignInPdf", {{"font", "PTSerif-Regular"}}}));
  BOOST_TEST(checkFilledPdf("%PDF-1.7", expected).problems.front().code == "pdfUnreadable");
}

BOOST_AUTO_TEST_CASE(follows_a_value_over_the_end_of_a_page) {
  sheets::Pool pool;
  auto values = sheets::values(1);
  values.fields["comments"] = std::string(20'000, 'o');  // no word ends where the page does
  BOOST_TEST(pool.fill(values).pages > 1);
  std::string repeated;
  for (int i = 0; i < 900; ++i) repeated += "бала бакча ";
  values.fields["comments"] = repeated;
  const auto document = pool.fill(values);
  BOOST_TEST(document.pages > 1);
  auto longer = values;
  longer.fields["comments"] = repeated + repeated;
  const PdfExpectation expected{
      longer, {"comments"}, {}, {"PTSans-Bold", "PTSans-Regular", "PTSerif-Regular", "PTSerif-Italic"}};
  BOOST_TEST(checkFilledPdf(document.pdf, expected).problems.size() == 1u);
}

BOOST_AUTO_TEST_CASE(puts_no_value_together_from_what_is_on_several_pages) {
  sheets::Pool pool;
  const auto document = pool.fill(sheets::values(1, 200, 200));
  BOOST_TEST_REQUIRE(document.pages > 10);
  const auto isFound = [&](const std::string& value) {
    FieldValues values;
    values.fields["child.pin"] = value;
    const auto problems = checkFilledPdf(document.pdf, {values, {"child.pin"}, {}, {}}).problems;
    return std::none_of(problems.begin(), problems.end(),
                        [](const auto& one) { return one.code == "valueMissingInPdf"; });
  };
  BOOST_TEST(isFound("Өмүрбек уулу Нурлан 1.20"));
  for (const char* missing : {"21505201012345", "3\u00A0100,00", "5 7 9 5 7 9"}) BOOST_TEST(!isFound(missing), missing);
}

BOOST_AUTO_TEST_SUITE_END()
