#include "connectors/office/PdfStamp.h"

#include <zlib.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <vector>

#define POINTERHOLDER_TRANSITION 4
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>

#include "pipeline/Error.h"

using namespace balalyk;

namespace {

std::string packed(const std::string& content) {
  auto size = compressBound(content.size());
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(content.data()), content.size());
  out.resize(size);
  return out;
}

// What makes a PDF of two pages a tagged one: object 14 and those that follow. A figure for each of `boxes` is on the
// second page, whose content has two elements.
constexpr int kFirstFigure = 20, kNone = -1;
std::vector<std::string> structure(const std::vector<std::string>& boxes) {
  std::vector<std::string> objects{
      "<</Type/StructTreeRoot\n/ParentTree 15 0 R\n/K[19 0 R ]\n>>",
      "<</Nums[\n0 [ 19 0 R ]\n2 19 0 R\n1 [ 19 0 R 19 0 R ]\n]>>",
      "<</XObject<</Im1 17 0 R/Im10 17 0 R/Tr2 18 0 R>>\n>>",
      "<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>\n"
      "stream\na\nendstream",
      "<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Length 1>>\nstream\n \nendstream",
      "<</Type/StructElem\n/S/P\n/P 14 0 R\n/Pg 4 0 R\n/K[0 ]\n>>"};
  int number = kFirstFigure;
  for (const auto& box : boxes) {
    objects.push_back("<</Type/StructElem\n/S/Figure\n/P 19 0 R\n/Pg 4 0 R\n/Alt<FEFF0041>\n/A " +
                      std::to_string(number + 1) + " 0 R\n>>");
    objects.push_back("<</O/Layout\n/Placement/Block\n/BBox[" + box + "]\n>>");
    number += 2;
  }
  return objects;
}

// A PDF as soffice lays it out, by hand.
class OfficePdf {
 public:
  explicit OfficePdf(const std::vector<std::string>& pages, const std::vector<std::string>& structure = {}) {
    const auto count = static_cast<int>(pages.size());
    const int tree = 3 * count + 1, profile = tree + 1, intent = tree + 3, metadata = tree + 4, catalogue = tree + 5;
    std::string kids;
    for (int i = 0; i < count; ++i) {
      kids += " " + std::to_string(3 * i + 1) + " 0 R";
      add("<</Type/Page/Parent " + std::to_string(tree) + " 0 R" +
          (structure.empty() ? "" : "/Resources 16 0 R/StructParents " + std::to_string(i) + "\n") +
          "/MediaBox[0 0 100 100]/Contents " + std::to_string(3 * i + 2) + " 0 R>>");
      addStream("", pages[static_cast<std::size_t>(i)]);
    }
    add("<</Type/Pages\n/Kids[" + kids + " ]\n/Count " + std::to_string(count) + ">>");
    addStream("/N 3", std::string(36, '\0') + "acsp" + std::string(88, '\0'));
    add("<</Type/OutputIntent/S/GTS_PDFA1/DestOutputProfile " + std::to_string(profile) + " 0 R>>");
    const std::string packet =
        "<x:xmpmeta><xmp:CreateDate>2001-01-01T00:00:00Z</xmp:CreateDate></x:xmpmeta><?xpacket end";
    add("<</Type/Metadata/Length " + std::to_string(packet.size()) + ">>\nstream\n" + packet + "\nendstream");
    add("<</Type/Catalog/Pages " + std::to_string(tree) + " 0 R\n/OutputIntents[" + std::to_string(intent) +
        " 0 R]/Metadata " + std::to_string(metadata) + " 0 R" +
        (structure.empty() ? "" : "/StructTreeRoot 14 0 R") + ">>");
    add("<</CreationDate(D:20010101000000Z')>>");
    for (const auto& one : structure) add(one);
    const std::string size = std::to_string(places_.size() + 1), id(32, 'A'), place = std::to_string(pdf.size());
    pdf += "xref\n0 " + size + "\n0000000000 65535 f \n";
    for (const auto& one : places_) pdf += one + " 00000 n \n";
    pdf += "trailer\n<</Size " + size + "/Root " + std::to_string(catalogue) + " 0 R\n/Info " +
           std::to_string(catalogue + 1) + " 0 R\n/ID [ <" + id + ">\n<" + id + "> ]\n/DocChecksum /" + id +
           "\n>>\nstartxref\n" + place + "\n%%EOF\n";
  }

  std::string pdf = "%PDF-1.6\n";

 private:
  void add(const std::string& body) {
    char place[11];
    std::snprintf(place, sizeof place, "%010zu", pdf.size());
    places_.emplace_back(place);
    pdf += std::to_string(places_.size()) + " 0 obj\n" + body + "\nendobj\n\n";
  }

  void addStream(const std::string& entries, const std::string& content) {
    const auto data = packed(content);
    add("<<" + entries + "/Length " + std::to_string(places_.size() + 2) + " 0 R/Filter/FlateDecode>>\nstream\n" +
        data + "\nendstream");
    add(std::to_string(data.size()));
  }

  std::vector<std::string> places_;
};

std::string stamped(const std::vector<std::string>& pages, const std::vector<std::string>& structure = {}) {
  return stampPdf(OfficePdf(pages, structure).pdf, std::chrono::sys_days{std::chrono::year{2025} / 5 / 15});
}

// What the pages of a PDF hold, as qpdf reads it, which must have nothing to say about the file.
std::vector<std::string> contentsOf(const std::string& file) {
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("stamped", file.data(), file.size());
  std::vector<std::string> contents;
  for (auto& page : QPDFPageDocumentHelper(pdf).getAllPages()) {
    const auto data = page.getObjectHandle().getKey("/Contents").getStreamData();
    contents.emplace_back(reinterpret_cast<const char*>(data->getBuffer()), data->getSize());
  }
  BOOST_TEST(pdf.getWarnings().empty());
  return contents;
}

// The identifiers of the figures' marked content.
std::vector<int> identifiersOf(const std::string& file, std::size_t figures) {
  QPDF pdf;
  pdf.processMemoryFile("stamped", file.data(), file.size());
  std::vector<int> identifiers;
  for (std::size_t i = 0; i < figures; ++i) {
    auto content = pdf.getObject(kFirstFigure + 2 * static_cast<int>(i), 0).getKey("/K");
    identifiers.push_back(content.isArray() ? content.getArrayItem(0).getIntValueAsInt() : kNone);
  }
  return identifiers;
}

// The first `part` of any object replaced; none: nothing.
std::vector<std::string> altered(std::vector<std::string> objects, const std::string& part, const std::string& other) {
  for (auto& one : objects) {
    const auto at = one.find(part);
    if (at == std::string::npos) continue;
    one.replace(at, part.size(), other);
    return objects;
  }
  BOOST_FAIL("no such part: " + part);
  return objects;
}

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
    {"dictionaries within each other",
     "/P<</A<</B[<</C(>> BDC EMC)/D<3e 3E>>>]>>/MCID 0>>BDC 0 0 m 1 1 l S EMC", ""},
    {"properties by name", "/P /Pr1 BDC 0 0 m 1 1 l S EMC", ""},
    {"an inline image that holds an EI",
     "q BI /W 8 /H 1 /BPC 8 /CS /G ID a EI S b EI Q 0 0 m 1 1 l S",
     "q BI /W 8 /H 1 /BPC 8 /CS /G ID a EI S b EI Q /Artifact BMC\n0 0 m 1 1 l S\nEMC"},
    {"an inline mask", "BI /Width 9 /Height 2 /ImageMask true ID (\n<\r EI 0 0 m 1 1 l S",
     "BI /Width 9 /Height 2 /ImageMask true ID (\n<\r EI /Artifact BMC\n0 0 m 1 1 l S\nEMC"},
};

// A sequence that paints nothing but a picture, as soffice writes it.
std::string picture(const std::string& tag, const std::string& matrix, const std::string& name = "/Im1") {
  return tag + "\nQ q 1 1 98 98 re\nW* n\nq " + matrix + " cm\n" + name + " Do Q\nEMC\n";
}
std::string artifact(const std::string& matrix, const std::string& name = "/Im1") {
  return picture("/Artifact BMC", matrix, name);
}
std::string figure(int identifier, const std::string& matrix, const std::string& name = "/Im1") {
  return picture("/Figure<</MCID " + std::to_string(identifier) + ">>BDC", matrix, name);
}

const std::string kHere = "20 0 0 20 10 10", kThere = "20 0 0 20 50 50";    // matrices
const std::string kBoxHere = "10 9.95 30 29.95", kBoxThere = "50 50 70 70";  // and what soffice makes of them
const std::string kText = "/P<</MCID 0>>BDC\nq BT (a) Tj ET\nEMC\n/P<</MCID 1>>BDC\nBT (b) Tj ET\nEMC\n";

std::string repeated(int times, const std::string& text) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

struct Figured {
  const char* what;
  std::vector<std::string> boxes;
  std::string before, after;          // the second page's content; none: as before
  std::vector<int> identifiers;       // of the marked content that each figure has in the end
  std::string part = {}, other = {};  // what to replace in the structure
};
std::ostream& operator<<(std::ostream& out, const Figured& one) {
  return out << one.what;
}

const std::vector<Figured> kFigured{
    {"a picture where the figure is", {kBoxHere}, kText + artifact(kHere), kText + figure(2, kHere), {2}},
    {"on a page without other content", {kBoxHere}, artifact(kHere), figure(0, kHere), {0}, "[ 19 0 R 19 0 R ]", "[ ]"},
    {"two figures, counted in the order of the page", {kBoxThere, kBoxHere}, kText + artifact(kHere) + artifact(kThere),
     kText + figure(2, kHere) + figure(3, kThere), {3, 2}},
    {"one of two", {kBoxThere, kBoxHere}, kText + artifact(kHere), kText + figure(2, kHere), {kNone, 2}},
    {"a picture that no figure tells of", {kBoxHere}, kText + artifact(kThere) + artifact(kHere),
     kText + artifact(kThere) + figure(2, kHere), {2}},
    {"a name that begins as another", {kBoxHere}, artifact(kHere, "/Im10"), figure(2, kHere, "/Im10"), {2}},
    {"matrices within each other", {kBoxHere},
     "q 2 0 0 2 4 4 cm /Artifact BMC q 10 0 0 10 3 3 cm\n/Im1 Do Q EMC Q",
     "q 2 0 0 2 4 4 cm /Figure<</MCID 2>>BDC q 10 0 0 10 3 3 cm\n/Im1 Do Q EMC Q", {2}},
    {"a state that was restored", {kBoxHere}, "q q 9 0 0 9 9 9 cm Q " + artifact(kHere),
     "q q 9 0 0 9 9 9 cm Q " + figure(2, kHere), {2}},
    {"a picture that is turned", {kBoxHere}, artifact("0 20 -20 0 30 10"), figure(2, "0 20 -20 0 30 10"), {2}},
    {"a picture upside down", {kBoxHere}, artifact("20 0 0 -20 10 30"), figure(2, "20 0 0 -20 10 30"), {2}},
    {"lines outside of marked content around it", {kBoxHere}, "0 0 m 1 1 l S " + artifact(kHere) + "0 0 m 1 1 l S",
     "/Artifact BMC\n0 0 m 1 1 l S\nEMC " + figure(2, kHere) + "/Artifact BMC\n0 0 m 1 1 l S\nEMC", {2}},
    {"a line's end in the array", {kBoxHere}, artifact(kHere), figure(2, kHere), {2}, "19 0 R ]\n]", "19 0 R\n]\n]"},

    {"no picture", {kBoxHere}, kText, "", {kNone}},
    {"a picture elsewhere", {kBoxHere}, artifact(kThere), "", {kNone}},
    {"a picture farther off than soffice rounds", {kBoxHere}, artifact("20 0 0 20 10 10.3"), "", {kNone}},
    {"a picture that is larger", {kBoxHere}, artifact("21 0 0 20 10 10"), "", {kNone}},
    {"two pictures in the same place", {kBoxHere}, artifact(kHere) + artifact(kHere), "", {kNone}},
    {"two figures in the same place", {kBoxHere, kBoxHere}, artifact(kHere), "", {kNone, kNone}},
    {"a form", {kBoxHere}, artifact(kHere, "/Tr2"), "", {kNone}},
    {"a picture that the resources do not have", {kBoxHere}, artifact(kHere, "/Im3"), "", {kNone}},
    {"text beside it in the sequence", {kBoxHere},
     "/Artifact BMC q " + kHere + " cm /Im1 Do Q BT (a) Tj ET EMC", "", {kNone}},
    {"a line beside it in the sequence", {kBoxHere},
     "/Artifact BMC 0 0 m 1 1 l S q " + kHere + " cm /Im1 Do Q EMC", "", {kNone}},
    {"two pictures in one sequence", {kBoxHere},
     "/Artifact BMC q " + kHere + " cm /Im1 Do /Im1 Do Q EMC", "", {kNone}},
    {"a sequence within the sequence", {kBoxHere},
     "/Artifact BMC /P BMC EMC q " + kHere + " cm /Im1 Do Q EMC", "", {kNone}},
    {"a sequence around the sequence", {kBoxHere}, "/P BMC " + artifact(kHere) + "EMC", "", {kNone}},
    {"a sequence without an end", {kBoxHere}, "/Artifact BMC q " + kHere + " cm /Im1 Do Q", "", {kNone}},
    {"a picture outside of marked content", {kBoxHere}, "q " + kHere + " cm /Im1 Do Q", "", {kNone}},
    {"a picture in another's content", {kBoxHere}, picture("/P<</MCID 0>>BDC", kHere), "", {kNone}},
    {"a matrix that is none", {kBoxHere}, "q 1 2 cm Q " + artifact(kHere), "", {kNone}},
    {"saved states deeper than any PDF/A has", {kBoxHere}, repeated(65, "q ") + artifact(kHere), "", {kNone}},
    {"more pictures than any page has", {kBoxHere}, repeated(256, artifact(kThere)) + artifact(kHere), "", {kNone}},

    {"a figure with content", {kBoxHere}, kText + artifact(kHere), "", {0}, "21 0 R\n>>", "21 0 R\n/K[0 ]\n>>"},
    {"a figure without an alternate text", {kBoxHere}, artifact(kHere), "", {kNone}, "/Alt<FEFF0041>\n", ""},
    {"a figure without a box", {kBoxHere}, artifact(kHere), "", {kNone}, "/BBox[" + kBoxHere + "]", "/Width 20"},
    {"a box that is none", {kBoxHere}, artifact(kHere), "", {kNone}, "/BBox[" + kBoxHere + "]", "/BBox[1 2 3]"},
    {"several sets of attributes", {kBoxHere}, artifact(kHere), "", {kNone}, "/A 21 0 R", "/A [ 21 0 R 21 0 R ]"},
    {"a figure of no page", {kBoxHere}, artifact(kHere), "", {kNone}, "/Pg 4 0 R\n/Alt", "/Alt"},
    {"a figure of another page", {kBoxHere}, artifact(kHere), "", {kNone}, "/Pg 4 0 R\n/Alt", "/Pg 1 0 R\n/Alt"},
    {"an element of another kind", {kBoxHere}, artifact(kHere), "", {kNone}, "/S/Figure", "/S/Formula"},
    {"no parent tree", {kBoxHere}, artifact(kHere), "", {kNone}, "/ParentTree 15 0 R\n", ""},
    {"a parent tree without the page", {kBoxHere}, artifact(kHere), "", {kNone}, "\n1 [", "\n3 ["},
    {"a parent tree of several nodes", {kBoxHere}, artifact(kHere), "", {kNone}, "<</Nums", "<</Kids"},
    {"a parent tree that leads to no element", {kBoxHere}, artifact(kHere), "", {kNone}, "[ 19 0 R ]", "[ null ]"},
    {"content unknown to the parent tree", {kBoxHere}, "/P<</MCID 2>>BDC EMC " + artifact(kHere), "", {kNone}},
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

bool isAboutLayout(const StageError& error) {
  const auto& problem = error.problem();
  if (error.disposition() != Disposition::retry || problem.code != "officeFailed") return false;
  const auto& detail = problem.params.at("detail");
  return detail == "PDF table" || detail == "PDF stream" || detail == "PDF page" || detail == "PDF page content";
}

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

BOOST_DATA_TEST_CASE(gives_a_figure_the_picture_that_is_painted_in_its_place, kFigured, one) {
  const auto file = stamped({kText, one.before}, altered(structure(one.boxes), one.part, one.other));
  BOOST_TEST((contentsOf(file) == std::vector{kText, one.after.empty() ? one.before : one.after}));
  BOOST_TEST(identifiersOf(file, one.boxes.size()) == one.identifiers, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(leads_from_each_picture_back_to_its_figure) {
  const auto file = stamped({kText, kText + artifact(kHere) + artifact(kThere)}, structure({kBoxThere, kBoxHere}));
  QPDF pdf;
  pdf.processMemoryFile("stamped", file.data(), file.size());
  auto nums = pdf.getRoot().getKey("/StructTreeRoot").getKey("/ParentTree").getKey("/Nums");
  std::vector<int> elements;
  for (auto& one : nums.getArrayItem(5).getArrayAsVector()) elements.push_back(one.getObjectID());
  const std::vector<int> expected{19, 19, kFirstFigure + 2, kFirstFigure};
  BOOST_TEST(elements == expected, boost::test_tools::per_element());
  BOOST_TEST(nums.getArrayItem(1).getArrayNItems() == 1);
  BOOST_TEST(nums.getArrayItem(3).getObjectID() == 19);
}

BOOST_AUTO_TEST_CASE(gives_a_figure_its_picture_once_and_with_the_same_bytes) {
  const std::vector<std::string> pages{kText, kText + artifact(kHere)};
  const auto once = stamped(pages, structure({kBoxHere}));
  BOOST_TEST((stamped(pages, structure({kBoxHere})) == once));
  BOOST_TEST((stampPdf(once, std::chrono::sys_days{std::chrono::year{2025} / 5 / 15}) == once));
}

BOOST_AUTO_TEST_CASE(refuses_a_figure_whose_objects_the_table_does_not_have) {
  const std::vector<std::string> pages{kText, artifact(kHere)};
  for (const auto& [part, other] : {std::pair{"/A 21 0 R", "/A 99 0 R"}, std::pair{"/ParentTree 15", "/ParentTree 99"},
                                    std::pair{"/Im1 17 0 R", "/Im1 99 0 R"}}) {
    BOOST_CHECK_EXCEPTION(stamped(pages, altered(structure({kBoxHere}), part, other)), StageError, isAboutLayout);
  }
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
  const auto pdf = OfficePdf({"0 0 m 1 1 l S"}).pdf;
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

BOOST_AUTO_TEST_SUITE_END()
