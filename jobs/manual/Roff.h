#pragma once

#include <string>
#include <string_view>

namespace balalyk {

// A manual page in the language of man(7), written from its beginning to its end. Texts are taken as they are: nothing
// in them is a command of the formatter, and a hyphen stays one that can be copied into a shell.
class Roff {
 public:
  // The name of the page and its section ("balalyk", 1), what it belongs to, and the heading above it.
  Roff(std::string_view name, int section, std::string_view product, std::string_view heading);

  Roff& section(std::string_view title);
  Roff& subsection(std::string_view title);
  Roff& paragraph(std::string_view text);
  // A term with its meaning below; both may hold what bold() and italic() gave.
  Roff& term(const std::string& formattedTerm, std::string_view text);
  // Lines to be typed, as they are.
  Roff& code(std::string_view line);

  static std::string plain(std::string_view text);
  static std::string bold(std::string_view text);
  static std::string italic(std::string_view text);

  const std::string& text() const { return text_; }

 private:
  void separate();
  Roff& line(const std::string& formatted);

  std::string text_;
};

}  // namespace balalyk
