#include "connectors/portal/web/Template.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <kainjow/mustache.hpp>
#include <random>
#include <regex>
#include <set>
#include <sstream>

// Pages come out as the mustache library of Debian writes them, byte for byte, whatever they show; and nothing gets
// around the escaping.
namespace balalyk::tests {
namespace {

namespace fs = std::filesystem;
using kainjow::mustache::data;
using web::Template;
using web::ViewData;

data libraryData(const ViewData& shown) {
  data result{data::type::object};
  for (const auto& [name, value] : shown.values()) {
    if (const auto* text = std::get_if<std::string>(&value)) result.set(name, *text);
    if (const auto* flag = std::get_if<bool>(&value)) result.set(name, *flag);
    if (const auto* list = std::get_if<std::vector<ViewData>>(&value)) {
      data items{data::type::list};
      for (const auto& item : *list) items.push_back(libraryData(item));
      result.set(name, items);
    }
  }
  return result;
}

std::string byLibrary(const std::string& text, const ViewData& shown) {
  kainjow::mustache::mustache page(text);
  BOOST_REQUIRE_MESSAGE(page.is_valid(), page.error_message() << ": " << text);
  return page.render(libraryData(shown));
}

// Each view, without its texts and the other views in it.
std::vector<std::string> views() {
  std::vector<std::string> texts;
  for (const auto& entry : fs::recursive_directory_iterator(PORTAL_PAGES)) {
    if (entry.path().extension() != ".mustache") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    texts.push_back(std::regex_replace(text.str(), std::regex(R"(\{\{(t:|>)[^}]*\}\})"), "words"));
  }
  return texts;
}

std::vector<std::string> namesIn(const std::string& text) {
  static const std::regex kName(R"(\{\{[#^]?([\w-]+)\}\})");
  std::set<std::string> names;
  for (std::sregex_iterator it(text.begin(), text.end(), kName), end; it != end; ++it) names.insert((*it)[1]);
  return {names.begin(), names.end()};
}

// Some of the names have a value, of any sort and maybe twice: what a page's code puts in is not the template's matter.
ViewData anything(const std::vector<std::string>& names, std::mt19937& random, int depth = 0) {
  static const std::vector<std::string> kTexts{"",   " ",   "\t ",      "Айгүл",     "<b title=\"x\">&amp;'</b>",
                                               "\n", "a\n", "{{name}}", "\n  \nb\n", "{{{x}}} {{#y}}"};
  ViewData shown;
  for (const auto& name : names)
    for (auto times = random() % 4; times > 1; --times) switch (random() % (depth < 2 ? 4 : 2)) {
        case 0:
          shown.text(name, kTexts[random() % kTexts.size()]);
          break;
        case 1:
          shown.flag(name, random() % 2 == 0);
          break;
        default:
          std::vector<ViewData> items;
          for (auto i = random() % 3; i > 0; --i) items.push_back(anything(names, random, depth + 1));
          shown.list(name, std::move(items));
      }
  return shown;
}

BOOST_AUTO_TEST_SUITE(TemplateOfAPage)

BOOST_AUTO_TEST_CASE(every_view_comes_out_as_the_library_writes_it) {
  std::mt19937 random(15);
  const auto all = views();
  BOOST_TEST(all.size() > 50u);
  for (const auto& text : all) {
    // Lists within lists of all names of a large view would be pages of megabytes.
    auto names = namesIn(text);
    for (int round = 0; round < 4; ++round) {
      std::ranges::shuffle(names, random);
      const std::vector<std::string> some(names.begin(),
                                          names.begin() + static_cast<long>(std::min<std::size_t>(names.size(), 12)));
      const auto shown = anything(some, random);
      BOOST_REQUIRE_EQUAL(Template(text).render(shown), byLibrary(text, shown));
    }
  }
}

BOOST_AUTO_TEST_CASE(so_does_what_is_at_the_ends_of_lines_and_sections) {
  std::mt19937 random(16);
  const std::vector<std::string> pieces{"{{a}}",  "{{#a}}", "{{/a}}", "{{^a}}", "{{b}}", "{{#b}}", "{{/b}}",
                                        "{{^b}}", "\n",     "\n\n",   " ",      "\t",    "x",      "x\ny\n"};
  for (int compared = 0; compared < 1500;) {
    std::string text, open;
    for (auto left = random() % 14; left > 0; --left) {
      const auto& piece = pieces[random() % pieces.size()];
      const bool begins = piece[0] == '{' && (piece[2] == '#' || piece[2] == '^');
      const bool ends = piece[0] == '{' && piece[2] == '/';
      if (ends && (open.empty() || open.back() != piece[3])) continue;
      if (begins) open += piece[3];
      if (ends) open.pop_back();
      text += piece;
    }
    for (; !open.empty(); open.pop_back()) text += std::string("{{/") + open.back() + "}}";
    const auto shown = anything({"a", "b"}, random);
    BOOST_REQUIRE_MESSAGE(Template(text).render(shown) == byLibrary(text, shown), text);
    ++compared;
  }
}

BOOST_AUTO_TEST_CASE(a_template_that_could_put_markup_in_or_is_not_whole_is_refused) {
  for (const char* bad : {"{{{a}}}", "{{&a}}", "{{=<% %>=}}", "{{>part}}", "{{!words}}", "{{a.b}}", "{{.}}", "{{ a }}",
                          "{{}}", "{{a", "{{#a}}", "{{/a}}", "{{#a}}{{/b}}", "{{#a}}{{#b}}{{/a}}{{/b}}"})
    BOOST_CHECK_THROW(Template{bad}, std::logic_error);
}

BOOST_AUTO_TEST_CASE(what_was_typed_is_no_template_and_no_markup) {
  const auto page =
      Template("<p title=\"{{a}}\">{{a}}</p>").render(ViewData().text("a", "{{b}}<i>\"'&").text("b", "x"));
  BOOST_TEST(page == "<p title=\"{{b}}&lt;i&gt;&quot;&apos;&amp;\">{{b}}&lt;i&gt;&quot;&apos;&amp;</p>");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
