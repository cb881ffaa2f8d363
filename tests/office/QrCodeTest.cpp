#include "connectors/office/QrCode.h"

#include <stdlib.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include "pipeline/Error.h"

using namespace balalyk;

namespace {

struct TemporaryFolder {
  std::filesystem::path path;
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "balalyk-qr-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(pattern.data()));
    path = pattern;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

// Read by another program than wrote it: zbarimg (package zbar-tools).
std::string decoded(const std::string& png) {
  const TemporaryFolder folder;
  const auto file = folder.path / "code.png";
  std::ofstream(file, std::ios::binary) << png;
  const auto close = [](FILE* pipe) { pclose(pipe); };
  const std::unique_ptr<FILE, decltype(close)> pipe(
      popen(("zbarimg --quiet --raw --oneshot '" + file.string() + "' 2>/dev/null").c_str(), "r"), close);
  BOOST_REQUIRE(pipe);
  std::string text;
  for (int c = 0; (c = std::fgetc(pipe.get())) != EOF;) text += static_cast<char>(c);
  return text.substr(0, text.find_last_not_of('\n') + 1);
}

unsigned at(const std::string& bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes.at(index));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(QrCode)

BOOST_AUTO_TEST_CASE(a_reader_finds_the_address_in_the_picture) {
  const std::string address = "https://balalyk.edu.gov.kg/check/6b1e0c1e-0000-4000-8000-000000000001";
  BOOST_TEST(decoded(qrPng(address)) == address);
}

BOOST_AUTO_TEST_CASE(a_long_address_is_found_too) {
  const std::string address = "https://balalyk.edu.gov.kg/" + std::string(300, 'x');
  BOOST_TEST(decoded(qrPng(address)) == address);
}

BOOST_AUTO_TEST_CASE(the_picture_is_square_one_bit_grey_and_always_the_same) {
  const std::string png = qrPng("https://example.kg/check/1");
  BOOST_TEST(png.substr(1, 3) == "PNG");
  BOOST_TEST(png.substr(16, 4) == png.substr(20, 4));  // IHDR: width, height
  BOOST_TEST(at(png, 24) == 1U);                       // bits
  BOOST_TEST(at(png, 25) == 0U);                       // grey
  BOOST_TEST(qrPng("https://example.kg/check/1") == png);
  BOOST_TEST(qrPng("https://example.kg/check/2") != png);
}

BOOST_AUTO_TEST_CASE(a_text_longer_than_a_code_can_hold_is_an_error) {
  BOOST_CHECK_EXCEPTION(qrPng(std::string(5'000, 'x')), Error,
                        [](const Error& error) { return error.problem().code == "qrImpossible"; });
  BOOST_CHECK_THROW(qrPng(""), Error);
}

BOOST_AUTO_TEST_SUITE_END()
