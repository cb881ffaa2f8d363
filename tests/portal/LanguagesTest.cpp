#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

#include "connectors/portal/web/Cookies.h"
#include "connectors/portal/web/HttpError.h"
#include "connectors/portal/web/Languages.h"
#include "connectors/portal/web/Response.h"
#include "connectors/texts/ProblemText.h"
#include "pipeline/problems/Problems.h"

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

// Whoever reads a page has no command line.
BOOST_AUTO_TEST_CASE(no_text_of_a_problem_on_a_page_names_a_command_in_any_language) {
  const Languages languages{Zone(Zone::kDefault)};
  static const std::regex kCommand(R"(`|\bbalalyk [a-z]|(^|\s)--[a-z])");
  int named = 0;
  for (const char* language : {"ky", "ru", "en"})
    for (const auto& kind : allProblems()) {
      // What is wrong with a command line is said on it.
      static const std::regex kCommandLine("(argument|assignment|command|setting).*");
      if (std::regex_match(std::string(kind.code), kCommandLine)) continue;
      Problem problem{std::string(kind.code), {}};
      std::istringstream names{std::string(kind.parameters)};
      for (std::string name; names >> name;) problem.params[name] = "1";
      const auto& messages = languages.of(language);
      const auto plain = describe(messages, problem), page = describeOnPage(messages, problem);
      named += std::regex_search(plain.remedy, kCommand) ? 1 : 0;
      for (const auto& part : {page.what, page.why, page.remedy})
        BOOST_TEST(!std::regex_search(part, kCommand), language << " " << kind.code << ": " << part);
      BOOST_TEST((plain.remedy.empty() || !page.remedy.empty()), kind.code);
    }
  BOOST_TEST(named > 100);  // on the operator's command line they do
  const auto& english = languages.of("en");
  BOOST_TEST(describeOnPage(english, {"documentNotFound", {{"document", "d"}}}).remedy.starts_with("Look for it"));
  BOOST_TEST(describeOnPage(english, {"workerLost", {}}).remedy == "Report this to the operator.");
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(std::filesystem::path(PORTAL_PAGES).parent_path())) {
    if (file.path().extension() != ".cpp" || file.path().parent_path().filename() == "api") continue;  // programs
    if (file.path().filename().string().starts_with("Operator")) continue;  // who reads these has one
    std::ifstream in(file.path());
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    BOOST_TEST(!std::regex_search(text, std::regex(R"([^A-Za-z]describe\()")), file.path());
  }
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
