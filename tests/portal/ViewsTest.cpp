#include <Poco/RegularExpression.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>

#include "connectors/portal/web/Views.h"

// Pages can show what people typed and nothing else than that: each way around the escaping is forbidden in the
// sources.
namespace balalyk::tests {
namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> filesOf(const std::string& ending) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(PORTAL_PAGES)) {
    if (entry.path().extension() != ending) continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    files.emplace(entry.path().filename().string(), text.str());
  }
  return files;
}

using Poco::RegularExpression;

constexpr int kAnyCase = RegularExpression::RE_CASELESS;

struct Rule {
  Rule(const char* name, const char* text, int options = 0, bool onlyTags = false)
      : what(name), pattern(std::make_shared<const RegularExpression>(text, options)), ofTags(onlyTags) {}

  const char* what;
  std::shared_ptr<const RegularExpression> pattern;
  bool ofTags;  // looked for where values of attributes are left out
};

bool found(const RegularExpression& pattern, const std::string& text) {
  RegularExpression::Match where;
  return pattern.match(text, 0, where) > 0;
}

const std::vector<Rule>& rules() {
  static const std::vector<Rule> kRules{
      {"text that is not escaped", R"(\{\{\{|\{\{\s*&)"},
      {"other delimiters", R"(\{\{\s*=)"},
      {"a tag with blanks, which the assembler does not know", R"(\{\{[#^/>]?\s)"},
      {"an attribute without quotes", R"(<[^>]*\s[\w-]+=(?!"))", 0, true},
      {"an attribute in single quotes", R"(<[^>]*\s[\w-]+=')", 0, true},
      {"a style attribute", R"(\sstyle\s*=)", kAnyCase},
      {"a handler", R"(\son[a-z]+\s*=)", kAnyCase},
      {"a style sheet in the page", R"(<style)", kAnyCase},
      {"a script in the page", R"(<script(?![^>]*\ssrc=")|<script[^>]*>[^<])", kAnyCase},
      {"an address that a value begins", R"re((href|src|action)="\{\{(?!bootstrap|sheet|icon|address|script))re"},
      {"javascript:", "javascript:", kAnyCase},
      {"a textarea that loses the text's first line end", R"(<textarea[^>]*>(?!\n))", 0, true},
      {"an address of another site", R"re((href|src|action)="(https?:)?//)re"},
      {"a form without its token",
       R"re(<form(?![^>]*action="/(language"|check\?lang=))[^>]*method="post"[^>]*>(?![\s\S]{0,200}(\{\{>_form\}\}|name="csrf")))re"},
  };
  return kRules;
}

// The first rule that a view breaks; empty when it breaks none.
std::string brokenBy(const std::string& view) {
  auto tags = view;
  RegularExpression("\"[^\"]*\"").subst(tags, "\"\"", RegularExpression::RE_GLOBAL);
  for (const auto& rule : rules())
    if (found(*rule.pattern, rule.ofTags ? tags : view)) return rule.what;
  return {};
}

BOOST_AUTO_TEST_SUITE(ViewsOfPages)

BOOST_AUTO_TEST_CASE(no_view_has_a_way_around_the_escaping) {
  const auto views = filesOf(".mustache");
  BOOST_TEST(views.size() >= 6u);
  for (const auto& [name, text] : views) BOOST_TEST(brokenBy(text).empty(), name << ": " << brokenBy(text));
}

BOOST_AUTO_TEST_CASE(the_rules_notice_each_way) {
  for (const char* bad :
       {"<p>{{{name}}}</p>", "<p>{{&name}}</p>", "<p>{{ name }}</p>", "{{=<% %>=}}", "<a href={{x}}>", "<p class='x'>",
        "<p style=\"color: red\">", "<p onclick=\"x()\">", "<style>p {}</style>", "<script>x()</script>",
        "<script src=\"/assets/x.js\">x</script>", "<a href=\"{{where}}\">", "<a href=\"https://example.com/\">",
        "<textarea name=\"a\">{{a}}</textarea>", "<form method=\"post\" action=\"/x\"><input></form>"})
    BOOST_TEST(!brokenBy(bad).empty(), bad);
  BOOST_TEST(
      brokenBy("<form method=\"post\" action=\"/x\">\n{{>_form}}<input name=\"a\" value=\"{{a}}\"></form>").empty());
  BOOST_TEST(brokenBy("<script src=\"/assets/x.js\" defer></script>").empty());
}

BOOST_AUTO_TEST_CASE(every_view_is_complete_in_every_language) {
  const web::Languages languages{Zone(Zone::kDefault)};
  const web::Views views(languages);  // throws for a text or a view that is missing
  web::ViewData data;
  const auto page = views.render("ky", "error", data.text("what", "<script>alert('1')</script>"));
  BOOST_TEST(page.find("&lt;script&gt;alert(&apos;1&apos;)&lt;/script&gt;") != std::string::npos);
  BOOST_TEST(page.find("<script>") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_own_sheet_stays_small_and_loads_nothing_from_elsewhere) {
  const auto sheets = filesOf(".css");
  BOOST_TEST(sheets.size() == 1u);
  for (const auto& [name, text] : sheets) {
    BOOST_TEST(std::ranges::count(text, '\n') <= 300, name);
    BOOST_TEST(text.find("@import") == std::string::npos, name);
    BOOST_TEST(!found(RegularExpression(R"(url\((?!asset:))"), text), name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
