#include <boost/test/unit_test.hpp>

#include "connectors/portal/web/Cookies.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/Languages.h"
#include "connectors/portal/web/Response.h"

namespace balalyk::tests {
namespace {

using namespace web;

BOOST_AUTO_TEST_SUITE(SmallParts)

BOOST_AUTO_TEST_CASE(the_language_that_a_browser_likes_best_of_ours) {
  const Languages languages{Zone(Zone::kDefault)};
  BOOST_TEST(languages.choose("", "") == "ky");
  BOOST_TEST(languages.choose("", "de-DE,fr;q=0.9") == "ky");
  BOOST_TEST(languages.choose("", "ru-RU, en;q=0.9") == "ru");
  BOOST_TEST(languages.choose("", "en;q=0.3,ru;q=0.31") == "ru");
  BOOST_TEST(languages.choose("", "en;q=0, ru;q=0.1") == "ru");
  BOOST_TEST(languages.choose("", ";;;,,q=,en;q=x,=") == "ky");
  BOOST_TEST(languages.choose("en", "ru") == "en");
  BOOST_TEST(languages.choose("../etc", "ru") == "ru");
}

BOOST_AUTO_TEST_CASE(a_cookie_is_taken_by_its_whole_name_once) {
  BOOST_TEST(cookieNamed("a=1; __Host-s=x; b", "__Host-s").value() == "x");
  BOOST_TEST(!cookieNamed("__host-s=x; x__Host-s=y;__Host-s =z", "__Host-s"));
  BOOST_TEST(cookieNamed("__Host-s=", "__Host-s").value().empty());
  BOOST_CHECK_THROW(cookieNamed("__Host-s=x;__Host-s=x", "__Host-s"), HttpError);
}

BOOST_AUTO_TEST_CASE(a_header_field_takes_no_line_end) {
  auto response = Response::page("");
  BOOST_CHECK_THROW(response.set("X-A", "a\r\nX-B: 1"), std::logic_error);
  BOOST_CHECK_THROW(response.set("X-A", std::string("a\0b", 3)), std::logic_error);
  BOOST_CHECK_THROW(response.set("X A", "a"), std::logic_error);
  BOOST_CHECK_THROW(Response::redirect("https://evil.example/"), std::logic_error);
  BOOST_TEST(Response::leave("https://esia.tunduk.kg/authorize?scope=openid").location().starts_with("https://esia"));
  for (const char* address :
       {"http://esia.tunduk.kg/", "http://127.0.0.1.evil.example/", "javascript:1", "https://a\r\nb"})
    BOOST_CHECK_THROW(Response::leave(address), std::logic_error);
  for (const char* path : {"//evil.example", "/\\evil.example", "evil", "", "/a b", "/a\r\nb", "/ө"})
    BOOST_TEST(!isLocalPath(path), path);
  BOOST_TEST(isLocalPath("/applications?state=waiting#a"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
