#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/portal/web/ViewData.h"

namespace balalyk::web {

// A page's text, read once. It understands of mustache (https://mustache.github.io/mustache.5.html) what views need:
//   {{name}}                   escaped, always: what would put markup in ({{{, {{&) is refused
//   {{#name}} … {{/name}}      once for each item of a list, or once when it is true or a text
//   {{^name}} … {{/name}}      when it is false, an empty list or not there
// A name is looked for in the item first, then outwards. A line that holds nothing but tags of sections is left out, as
// the library does that the tests compare with, byte for byte. Immutable: threads share it.
class Template {
 public:
  // Throws std::logic_error, which says what is wrong.
  explicit Template(std::string_view text);

  std::string render(const ViewData& data) const;

 private:
  class Writer;
  enum class What : std::uint8_t { text, name, section, inverted };
  struct Step {
    What what;
    std::string text;  // or the name
    // Of a text: behind its first line end, and behind its last; npos when it has none.
    std::size_t firstLine = std::string::npos, lastLine = std::string::npos;
    std::size_t end = 0;  // of a section: the step behind its last one
  };

  void addText(std::string_view text);

  std::vector<Step> steps_;
  std::size_t size_ = 0;  // of the text: what a page is at least as large as
};

// The five characters that mean something to a browser become entities.
void appendEscaped(std::string& out, std::string_view text);

}  // namespace balalyk::web
