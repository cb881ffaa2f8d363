#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <vector>

#define POINTERHOLDER_TRANSITION 4
#include <qpdf/QPDF.hh>

#include "OfficePdf.h"
#include "connectors/pdf/finishing/PdfStamp.h"

using namespace balalyk;
using namespace officepdf;

namespace {

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

const std::string kHere = "20 0 0 20 10 10", kThere = "20 0 0 20 50 50";     // matrices
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
    {"two figures, counted in the order of the page",
     {kBoxThere, kBoxHere},
     kText + artifact(kHere) + artifact(kThere),
     kText + figure(2, kHere) + figure(3, kThere),
     {3, 2}},
    {"one of two", {kBoxThere, kBoxHere}, kText + artifact(kHere), kText + figure(2, kHere), {kNone, 2}},
    {"a picture that no figure describes",
     {kBoxHere},
     kText + artifact(kThere) + artifact(kHere),
     kText + artifact(kThere) + figure(2, kHere),
     {2}},
    {"a name that begins as another", {kBoxHere}, artifact(kHere, "/Im10"), figure(2, kHere, "/Im10"), {2}},
    {"matrices within each other",
     {kBoxHere},
     "q 2 0 0 2 4 4 cm /Artifact BMC q 10 0 0 10 3 3 cm\n/Im1 Do Q EMC Q",
     "q 2 0 0 2 4 4 cm /Figure<</MCID 2>>BDC q 10 0 0 10 3 3 cm\n/Im1 Do Q EMC Q",
     {2}},
    {"a state that was restored",
     {kBoxHere},
     "q q 9 0 0 9 9 9 cm Q " + artifact(kHere),
     "q q 9 0 0 9 9 9 cm Q " + figure(2, kHere),
     {2}},
    {"a picture that is turned", {kBoxHere}, artifact("0 20 -20 0 30 10"), figure(2, "0 20 -20 0 30 10"), {2}},
    {"a picture upside down", {kBoxHere}, artifact("20 0 0 -20 10 30"), figure(2, "20 0 0 -20 10 30"), {2}},
    {"lines outside of marked content around it",
     {kBoxHere},
     "0 0 m 1 1 l S " + artifact(kHere) + "0 0 m 1 1 l S",
     "/Artifact BMC\n0 0 m 1 1 l S\nEMC " + figure(2, kHere) + "/Artifact BMC\n0 0 m 1 1 l S\nEMC",
     {2}},
    {"a line's end in the array", {kBoxHere}, artifact(kHere), figure(2, kHere), {2}, "19 0 R ]\n]", "19 0 R\n]\n]"},

    {"no picture", {kBoxHere}, kText, "", {kNone}},
    {"a picture elsewhere", {kBoxHere}, artifact(kThere), "", {kNone}},
    {"a picture farther off than soffice rounds", {kBoxHere}, artifact("20 0 0 20 10 10.3"), "", {kNone}},
    {"a picture that is larger", {kBoxHere}, artifact("21 0 0 20 10 10"), "", {kNone}},
    {"two pictures in the same place", {kBoxHere}, artifact(kHere) + artifact(kHere), "", {kNone}},
    {"two figures in the same place", {kBoxHere, kBoxHere}, artifact(kHere), "", {kNone, kNone}},
    {"a form", {kBoxHere}, artifact(kHere, "/Tr2"), "", {kNone}},
    {"a picture that the resources do not have", {kBoxHere}, artifact(kHere, "/Im3"), "", {kNone}},
    {"text beside it in the sequence",
     {kBoxHere},
     "/Artifact BMC q " + kHere + " cm /Im1 Do Q BT (a) Tj ET EMC",
     "",
     {kNone}},
    {"a line beside it in the sequence",
     {kBoxHere},
     "/Artifact BMC 0 0 m 1 1 l S q " + kHere + " cm /Im1 Do Q EMC",
     "",
     {kNone}},
    {"two pictures in one sequence", {kBoxHere}, "/Artifact BMC q " + kHere + " cm /Im1 Do /Im1 Do Q EMC", "", {kNone}},
    {"a sequence within the sequence",
     {kBoxHere},
     "/Artifact BMC /P BMC EMC q " + kHere + " cm /Im1 Do Q EMC",
     "",
     {kNone}},
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

}  // namespace

BOOST_AUTO_TEST_SUITE(figures_of_a_pdf)

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

BOOST_AUTO_TEST_SUITE_END()
