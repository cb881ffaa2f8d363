#include "connectors/pdf/finishing/PdfStamp.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <vector>

#include "OfficePdf.h"
#include "connectors/pdf/finishing/PdfPages.h"

using namespace balalyk;
using namespace officepdf;

namespace {

struct Marked {
  const char* what;
  std::string before, after;  // none: as before
};
std::ostream& operator<<(std::ostream& out, const Marked& one) {
  return out << one.what;
}

const std::vector<Marked> kMarked{
    {"a line as soffice draws it", "0 0 0 RG\nq 1.15 w 0 J 1 j\n85.1 810 m\n552 810 l S\nQ\n",
     "0 0 0 RG\nq 1.15 w 0 J 1 j\n/Artifact BMC\n85.1 810 m\n552 810 l S\nEMC\nQ\n"},
    {"each in the saved state it is drawn in", "q 0 0 m 1 1 l S Q q 2 2 m 3 3 l S Q",
     "q /Artifact BMC\n0 0 m 1 1 l S\nEMC Q q /Artifact BMC\n2 2 m 3 3 l S\nEMC Q"},
    {"several that follow each other, once", "0 0 1 1 re f* 1 0 0 rg 2 2 1 1 re\nf*",
     "/Artifact BMC\n0 0 1 1 re f* 1 0 0 rg 2 2 1 1 re\nf*\nEMC"},
    {"before and after what is marked", "0 0 m 1 1 l S /P<</MCID 0>>BDC 2 2 m 3 3 l S EMC 4 4 m 5 5 l s",
     "/Artifact BMC\n0 0 m 1 1 l S\nEMC /P<</MCID 0>>BDC 2 2 m 3 3 l S EMC /Artifact BMC\n4 4 m 5 5 l s\nEMC"},
    {"a path of many parts", "0 0 m 1 1 l 1 2 3 4 5 6 c 1 2 3 4 v 1 2 3 4 y h 0 0 1 1 re W* b*",
     "/Artifact BMC\n0 0 m 1 1 l 1 2 3 4 5 6 c 1 2 3 4 v 1 2 3 4 y h 0 0 1 1 re W* b*\nEMC"},
    {"no white space where none is needed", "0 0 m 1 1 l S/G0 gs[]0 d 0 0 m[1]0 d 2 2 l S%end",
     "/Artifact BMC\n0 0 m 1 1 l S/G0 gs[]0 d 0 0 m[1]0 d 2 2 l S\nEMC%end"},
    {"a shading", "q /Sh1 sh Q", "q /Artifact BMC\n/Sh1 sh\nEMC Q"},
    {"within a text object", "BT 0 0 m 1 1 l S ET", "BT /Artifact BMC\n0 0 m 1 1 l S\nEMC ET"},
    {"a path that only clips", "q 0 0 595 841 re\nW* n\nQ", ""},
    {"text and images", "BT /F1 9 Tf (a) Tj [(b) -3 <63>] TJ (d) ' 1 2 (e) \" ET /Im1 Do", ""},
    {"text between lines stays outside", "0 0 m 1 1 l S BT (a) Tj ET 2 2 m 3 3 l S",
     "/Artifact BMC\n0 0 m 1 1 l S\nEMC BT (a) Tj ET /Artifact BMC\n2 2 m 3 3 l S\nEMC"},
    {"an empty page", "", ""},
    {"nothing but a comment", " % 0 0 m 1 1 l S", ""},
    {"all marked", "/Artifact BMC\n0 0 1 1 re f*\nEMC\n/P<</MCID 0>>BDC\nq BT (x) Tj ET Q\nEMC\n", ""},
    {"marked within marked", "/P<</MCID 0>>BDC /Span BMC EMC 0 0 m 1 1 l S EMC", ""},
    {"marked content across a saved state", "/Artifact BMC q 0 0 9 9 re W* n EMC /Artifact BMC Q 0 0 1 1 re f EMC", ""},
    {"marked content without an end", "/P<</MCID 0>>BDC 0 0 m 1 1 l S", ""},
    {"an end without a begin, as soffice leaves it behind what is transparent",
     "q /EGS5 gs /Tr6 Do Q\nEMC 0 0 m 1 1 l S\nEMC\n/P BMC 2 2 m 3 3 l S EMC",
     "q /EGS5 gs /Tr6 Do Q\nEMC /Artifact BMC\n0 0 m 1 1 l S\nEMC\nEMC\n/P BMC 2 2 m 3 3 l S EMC"},
    {"an EMC in a string", "/P<</MCID 0>>BDC BT (EMC) Tj (\\) EMC \\\\) Tj (a(EMC)b) Tj ET 0 0 m 1 1 l S EMC", ""},
    {"an EMC in a name", "/EMC<</EMC/EMC/MCID 0>>BDC 0 0 m 1 1 l S EMC", ""},
    {"an EMC in a comment", "/P<</MCID 0>>BDC % EMC ( << \n0 0 m 1 1 l S EMC", ""},
    {"a BMC in a string marks nothing", "BT (/P BMC) Tj ET 0 0 m 1 1 l S",
     "BT (/P BMC) Tj ET /Artifact BMC\n0 0 m 1 1 l S\nEMC"},
    {"dictionaries within each other", "/P<</A<</B[<</C(>> BDC EMC)/D<3e 3E>>>]>>/MCID 0>>BDC 0 0 m 1 1 l S EMC", ""},
    {"properties by name", "/P /Pr1 BDC 0 0 m 1 1 l S EMC", ""},
    {"an inline image that holds an EI", "q BI /W 8 /H 1 /BPC 8 /CS /G ID a EI S b EI Q 0 0 m 1 1 l S",
     "q BI /W 8 /H 1 /BPC 8 /CS /G ID a EI S b EI Q /Artifact BMC\n0 0 m 1 1 l S\nEMC"},
    {"an inline mask", "BI /Width 9 /Height 2 /ImageMask true ID (\n<\r EI 0 0 m 1 1 l S",
     "BI /Width 9 /Height 2 /ImageMask true ID (\n<\r EI /Artifact BMC\n0 0 m 1 1 l S\nEMC"},
};

struct Refused {
  const char* what;
  std::string content;
};
std::ostream& operator<<(std::ostream& out, const Refused& one) {
  return out << one.what;
}

const std::vector<Refused> kRefused{
    {"a string without an end", "BT (a(b) Tj ET"},
    {"a string that ends in an escape", "BT (a\\"},
    {"a hexadecimal string without an end", "BT <41 Tj ET"},
    {"a hexadecimal string of something else", "BT <4x> Tj ET"},
    {"an array without an end", "[1 2 0 d"},
    {"a dictionary that an array's end closes", "/P<</A[1>>]BDC EMC"},
    {"too many arrays within each other", std::string(1000, '[') + std::string(1000, ']') + " 0 d"},
    {"an end without a begin", "] 0 d"},
    {"a lone bracket", "> 0 d"},
    {"a brace", "{ 0 } d"},
    {"an unknown operator", "1 2 xyz"},
    {"a number that runs into an operator", "0 0 m 1 1l S"},
    {"operands without an operator", "0 0 m 1 1 l S 1 2"},
    {"a path that is not drawn", "0 0 m 1 1 l"},
    {"a state saved within a path", "0 0 m q 1 1 l S Q"},
    {"marked content within a path", "0 0 m /P BMC 1 1 l S EMC"},
    {"an inline image with a filter", "BI /W 1 /H 1 /BPC 8 /CS /G /F /AHx ID 00> EI"},
    {"an inline image of an unknown colour space", "BI /W 1 /H 1 /BPC 8 /CS /Cs1 ID a EI"},
    {"an inline image larger than all", "BI /W 65535 /H 65535 /BPC 65535 /CS /CMYK ID a EI"},
    {"an inline image larger than it says", "BI /W 1 /H 1 /BPC 8 /CS /G ID ab EI"},
    {"an inline image without data", "BI /W 0 /H 1 /BPC 8 /CS /G ID"},
    {"an inline image without an end of its dictionary", "BI /W 1 /H"},
    {"more than any page holds", std::string((64 << 20) + 1, ' ')},
};

// `part` of the PDF replaced by another of the same length.
std::string spoilt(std::string pdf, const std::string& part, const std::string& other) {
  const auto at = pdf.rfind(part);
  BOOST_REQUIRE(at != std::string::npos);
  return pdf.replace(at, part.size(), other);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(stamping_a_pdf)

BOOST_DATA_TEST_CASE(marks_as_artifact_what_is_drawn_outside_of_marked_content, kMarked, one) {
  const auto contents = contentsOf(stamped({one.before}));
  BOOST_REQUIRE(contents.size() == 1u);
  BOOST_TEST(contents.front() == (one.after.empty() ? one.before : one.after));
}

BOOST_AUTO_TEST_CASE(leaves_the_bytes_of_a_page_that_is_wholly_marked) {
  const std::string content = "/Artifact BMC\n0 0 1 1 re f*\nEMC\n";
  BOOST_TEST((stamped({content}).find("stream\n" + packed(content) + "\nendstream") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(marks_every_page_and_keeps_the_places_of_all_objects) {
  const std::string line = "0 0 m 1 1 l S", text = "/P<</MCID 0>>BDC BT (a) Tj ET EMC";
  const std::string marked = "/Artifact BMC\n0 0 m 1 1 l S\nEMC";
  std::vector<std::string> pages, expected;
  for (int i = 0; i < 40; ++i) {
    pages.push_back(i % 3 == 0 ? text : line);
    expected.push_back(i % 3 == 0 ? text : marked);
  }
  BOOST_TEST(contentsOf(stamped(pages)) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(gives_the_same_bytes_for_the_same_pdf_and_marks_nothing_twice) {
  const auto once = stamped({"0 0 m 1 1 l S"});
  BOOST_TEST((stamped({"0 0 m 1 1 l S"}) == once));
  BOOST_TEST(contentsOf(stampPdf(once, {})) == contentsOf(once), boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(refuses_a_page_that_it_does_not_understand, kRefused, one) {
  BOOST_CHECK_EXCEPTION(stamped({one.content}), StageError, isAboutLayout);
}

BOOST_AUTO_TEST_CASE(refuses_a_pdf_that_is_not_laid_out_as_soffice_does) {
  const auto pdf = made({"0 0 m 1 1 l S"});
  const auto table = pdf.find("xref\n0 ") + std::string("xref\n0 11\n").size();
  auto beyond = pdf, twice = pdf;
  beyond.replace(table + 20, 10, "9999999999");
  twice.replace(table + 60, 10, pdf, table + 40, 10);
  for (const auto& broken :
       {std::string(), std::string("%PDF-1.6\n"), beyond, twice, spoilt(pdf, "startxref\n", "startxref\n9"),
        spoilt(pdf, "/Kids[ 1 0 R", "/Kids[ 1 1 R"), spoilt(pdf, "/Kids[ 1 0 R", "/Kids[ 4 0 R"),
        spoilt(pdf, "/Kids[ 1 0 R", "/Kids[      "), spoilt(pdf, "/Contents 2", "/Contents 9"),
        spoilt(pdf, "/Contents 2", "/Contents 3"), spoilt(pdf, "/Contents 2", "/Contents  "),
        spoilt(pdf, "</Length 3", "</Length 1"), spoilt(pdf, "/Pages 4", "/Pages 0"), spoilt(pdf, "/Root 9", "/Root 8"),
        spoilt(pdf, "trailer", "Trailer"), spoilt(pdf, "xref\n0 11", "xref\n0 99")}) {
    BOOST_CHECK_EXCEPTION(stampPdf(broken, {}), StageError, isAboutLayout);
  }
}

// Thousands of pages that begin one behind the other and all end in the same place, far away.
BOOST_AUTO_TEST_CASE(refuses_objects_within_each_other_before_they_take_long) {
  constexpr int kPages = 5000;
  std::string kids, places, pdf;
  const auto add = [&](const std::string& body) {
    char place[32];
    std::snprintf(place, sizeof place, "%010zu 00000 n \n", pdf.size());
    places += place;
    pdf += std::to_string(places.size() / 20) + " 0 obj\n" + body;
  };
  for (int i = 0; i < kPages; ++i) kids += " " + std::to_string(i + 5) + " 0 R";
  add("<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
  add("<</Type/Pages/Kids[" + kids + "]>>\nendobj\n");
  const auto data = packed("");
  add("<</Length 4 0 R/Filter/FlateDecode>>\nstream\n" + data + "\nendstream\nendobj\n");
  add(std::to_string(data.size()) + "\nendobj\n");
  for (int i = 0; i < kPages; ++i) add("<</Type/Page/Parent 2 0 R/Contents 3 0 R\n");
  pdf += std::string(30'000'000, '\n') + "endobj\n";
  const auto table = std::to_string(pdf.size());
  pdf += "xref\n0 " + std::to_string(kPages + 5) + "\n0000000000 65535 f \n" + places +
         "trailer\n<</Root 1 0 R>>\nstartxref\n" + table + "\n%%EOF\n";
  const auto tag = [&] {
    PdfTable read(pdf);
    tagPages(read);
  };
  BOOST_CHECK_EXCEPTION(tag(), StageError, isAboutLayout);
}

BOOST_AUTO_TEST_SUITE_END()
