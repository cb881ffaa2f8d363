#include "connectors/pdf/helper/PdfPainting.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "pipeline/Error.h"

using namespace balalyk;

namespace {

// The code fills the square from (10, 10) to (60, 60).
const std::string kCode = "q 50 0 0 50 10 10 cm /Im1 Do Q ";

struct Page {
  const char* what;
  std::string content;
  bool shown;
};
std::ostream& operator<<(std::ostream& out, const Page& one) {
  return out << one.what;
}

const std::vector<Page> kPages{
    {"the code alone", kCode, true},
    {"a page that does not paint it", "q 50 0 0 50 10 10 cm /Im2 Do Q", false},
    {"a background that is painted before it", "0 0 100 100 re f* " + kCode, true},
    {"a background that is painted behind it, as soffice does", kCode + "q 1 1 1 rg 0 0 100 100 re f* Q", false},
    {"a shape over a part of it", kCode + "40 40 50 50 re f", false},
    {"a shape beside it", kCode + "61 10 50 50 re f", true},
    {"a shape that is cut off before it", kCode + "q 70 0 30 100 re W* n 0 0 100 100 re f Q", true},
    {"a shape that is cut off within it", kCode + "q 50 0 30 100 re W n 0 0 100 100 re f Q", false},
    {"the cutting ends with its state", kCode + "q 70 0 30 100 re W* n Q 0 0 100 100 re f", false},
    {"a border around it as one path", kCode + "5 5 m 65 5 l 65 65 l 5 65 l h 8 8 m 62 8 l 62 62 l 8 62 l h f*", true},
    {"a border whose inside is filled too", kCode + "5 5 m 65 5 l 65 65 l 5 65 l h 8 8 m 62 8 l 62 62 l 8 62 l h f",
     false},
    {"a ring by its directions", kCode + "5 5 m 65 5 l 65 65 l 5 65 l h 8 8 m 8 62 l 62 62 l 62 8 l h f", true},
    {"lines over it", kCode + "0 0 m 100 100 l S", true},
    {"a circle over it", kCode + "30 30 m 30 50 50 50 50 30 c 50 10 30 10 30 30 c f", false},
    {"a shading over it", kCode + "/Sh1 sh", false},
    {"a shading elsewhere", kCode + "q 70 0 30 100 re W n /Sh1 sh Q", true},
    {"another picture over it", kCode + "q 10 0 0 10 30 30 cm /Im2 Do Q", false},
    {"another picture beside it", kCode + "q 10 0 0 10 80 80 cm /Im2 Do Q", true},
    {"an inline picture over it", kCode + "q 20 0 0 20 30 30 cm BI /W 1 /H 1 /BPC 8 /CS /G ID a EI Q", false},
    {"a form over it", kCode + "q 1 0 0 1 20 20 cm /Tr1 Do Q", false},
    {"a form beside it", kCode + "q 1 0 0 1 70 70 cm /Tr1 Do Q", true},
    {"the code cut off", "q 10 10 25 50 re W n " + kCode + "Q", false},
    {"the code within what cuts", "q 9.9 9.9 50.2 50.2 re W n " + kCode + "Q", true},
    {"the same picture once more, covered once", kCode + "0 0 100 100 re f q 50 0 0 50 10 110 cm /Im1 Do Q", true},
    {"text over it", kCode + "BT /F1 12 Tf 20 20 Td (a) Tj ET", true}};

}  // namespace

BOOST_AUTO_TEST_SUITE(Painting)

BOOST_DATA_TEST_CASE(a_code_is_seen_where_nothing_fills_a_part_of_it_later, boost::unit_test::data::make(kPages),
                     page) {
  const PdfPainting painting(page.content, {{"Tr1", {0, 0, 20, 20}}});
  BOOST_TEST(painting.shows("Im1") == page.shown);
}

BOOST_AUTO_TEST_CASE(what_is_not_a_content_is_refused) {
  for (const std::string wrong : {"1 2 3 cm", "a b re f", "1 0 0 1 0 0 nonsense", "/Im1"})
    BOOST_CHECK_THROW(PdfPainting{wrong}, StageError);
}

BOOST_AUTO_TEST_SUITE_END()
