#include "connectors/portal/web/Views.h"

#include <map>
#include <stdexcept>
#include <utility>

#include "connectors/portal/web/EmbeddedFiles.h"
#include "connectors/portal/web/Template.h"

namespace balalyk::web {
namespace {

constexpr std::string_view kEnding = ".mustache";
constexpr std::string_view kLayout = "layout";

std::map<std::string, std::string, std::less<>> viewTexts() {
  std::map<std::string, std::string, std::less<>> views;
  for (const auto& file : embeddedFiles())
    if (file.name.ends_with(kEnding)) views.emplace(file.name.substr(0, file.name.size() - kEnding.size()), file.bytes);
  return views;
}

std::string escaped(const std::string& text) {
  std::string result;
  appendEscaped(result, text);
  return result;
}

// Puts views into views, and the texts of one language in their places.
class Assembler {
 public:
  Assembler(const std::map<std::string, std::string, std::less<>>& views, const Messages& messages)
      : views_(views), messages_(messages) {}

  std::string page(const std::string& view) { return expand(views_.at(std::string(kLayout)), view, 0); }

 private:
  std::string expand(std::string_view text, const std::string& content, int depth) {
    if (depth > 8) throw std::logic_error("views put into each other in a circle: " + content);
    std::string result;
    while (!text.empty()) {
      const auto open = text.find("{{");
      result += text.substr(0, open);
      if (open == std::string_view::npos) break;
      const auto close = text.find("}}", open);
      if (close == std::string_view::npos) throw std::logic_error("an open tag in the view " + content);
      const auto tag = text.substr(open + 2, close - open - 2);
      if (tag.starts_with("t:")) {
        result += textOf(std::string(tag.substr(2)));
      } else if (tag.starts_with('>')) {
        result += expand(viewOf(tag == ">content" ? content : std::string(tag.substr(1))), content, depth + 1);
      } else {
        result += text.substr(open, close + 2 - open);
      }
      text.remove_prefix(close + 2);
    }
    return result;
  }

  const std::string& viewOf(const std::string& name) const {
    const auto found = views_.find(name);
    if (found == views_.end()) throw std::logic_error("no view named " + name);
    return found->second;
  }

  std::string textOf(const std::string& key) const {
    if (!messages_.has(key)) throw std::logic_error("no text named " + key);
    return escaped(messages_.text(key));
  }

  const std::map<std::string, std::string, std::less<>>& views_;
  const Messages& messages_;
};

}  // namespace

struct Views::Compiled {
  using Pages = std::map<std::string, Template, std::less<>>;  // by view
  std::map<std::string, Pages, std::less<>> pages;             // by language

  explicit Compiled(const Languages& languages) {
    const auto views = viewTexts();
    for (const auto& language : Messages::languages()) {
      Assembler assembler(views, languages.of(language));
      for (const auto& [name, text] : views) {
        // What begins with "_" is a part of others.
        if (name == kLayout || name.starts_with('_')) continue;
        try {
          pages[language].emplace(name, Template(assembler.page(name)));
        } catch (const std::logic_error& error) {
          throw std::logic_error("the view " + name + ": " + error.what());
        }
      }
    }
  }
};

Views::Views(const Languages& languages) {
  // Views and the texts without arguments are parts of the program: they differ by language alone.
  static const auto compiled = std::make_shared<const Compiled>(languages);
  compiled_ = compiled;
}

Views::~Views() = default;

std::string Views::render(const std::string& language, std::string_view view, const ViewData& data) const {
  const auto pages = compiled_->pages.find(language);
  if (pages == compiled_->pages.end()) throw std::logic_error("no views in " + language);
  const auto found = pages->second.find(view);
  if (found == pages->second.end()) throw std::logic_error("no view named " + std::string(view));
  return found->second.render(data);
}

}  // namespace balalyk::web
