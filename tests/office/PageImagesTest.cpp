#include <png.h>

#include <boost/test/unit_test.hpp>

#include "OfficePdf.h"
#include "Sheets.h"

// Pictures of pages, as the portal shows them: drawn by the helper, looked at by libpng.
using namespace balalyk;
using namespace std::chrono_literals;

namespace {

struct Picture {
  unsigned width = 0, height = 0;
  std::string pixels;  // RGB
  std::string at(unsigned x, unsigned y) const { return pixels.substr((y * width + x) * 3, 3); }
};

Picture decoded(const std::string& bytes) {
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  BOOST_TEST_REQUIRE(png_image_begin_read_from_memory(&header, bytes.data(), bytes.size()) != 0);
  header.format = PNG_FORMAT_RGB;
  Picture picture{header.width, header.height, std::string(PNG_IMAGE_SIZE(header), '\0')};
  BOOST_TEST_REQUIRE(png_image_finish_read(&header, nullptr, picture.pixels.data(), 0, nullptr) != 0);
  return picture;
}

PdfService& service() {
  static const auto service = makePdfService(sheets::settings());
  return *service;
}

bool isAboutPages(const Error& error) {
  return error.problem().code == "pageImagesFailed";
}

const std::string kRed = "1 0 0 rg 0 0 50 50 re f", kGreen = "0 1 0 rg 0 0 50 50 re f",
                  kBlue = "0 0 1 rg 0 0 50 50 re f";

}  // namespace

BOOST_AUTO_TEST_SUITE(page_images)

BOOST_AUTO_TEST_CASE(each_page_is_drawn_in_its_size_and_colours) {
  const auto pdf = officepdf::made({kRed, kGreen, kBlue});  // pages of 100 by 100 points
  const auto pictures = service().pageImages(pdf, {.dotsPerInch = 144, .first = 1, .most = 5});
  BOOST_TEST_REQUIRE(pictures.size() == 2u);
  for (const auto& [bytes, colour] :
       {std::pair(pictures[0], std::string("\0\xFF\0", 3)), {pictures[1], std::string("\0\0\xFF", 3)}}) {
    const auto picture = decoded(bytes);
    BOOST_TEST(picture.width == 200u);
    BOOST_TEST(picture.height == 200u);
    BOOST_TEST((picture.at(50, 150) == colour));
    BOOST_TEST((picture.at(150, 50) == "\xFF\xFF\xFF"));
  }
  BOOST_TEST(service().pageImages(pdf, {.most = 1}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_drawn_is_an_error_and_no_picture) {
  const auto pdf = officepdf::made({kRed});
  auto huge = pdf;
  huge.replace(huge.find("/MediaBox[0 0 100 100]"), 22, "/MediaBox[0 0 99999 99999]");
  for (const auto& file : {std::string("no PDF"), huge}) {
    BOOST_CHECK_EXCEPTION(service().pageImages(file, {}), Error, isAboutPages);
  }
  BOOST_CHECK_EXCEPTION(service().pageImages(pdf, {.first = 1}), Error, isAboutPages);
}

BOOST_AUTO_TEST_SUITE_END()
