#include "jobs/manual/Roff.h"

namespace balalyk {

Roff::Roff(std::string_view name, int section, std::string_view product, std::string_view heading) {
  // Without a date: the same sources give the same page.
  text_ = ".TH " + plain(name) + " " + std::to_string(section) + " \"\" \"" + plain(product) + "\" \"" +
          plain(heading) + "\"\n";
  // Pages in Cyrillic: groff has no hyphenation for them, and lines are not stretched.
  text_ += ".nh\n.ad l\n";
}

Roff& Roff::section(std::string_view title) {
  text_ += ".SH " + plain(title) + "\n";
  return *this;
}

Roff& Roff::subsection(std::string_view title) {
  text_ += ".SS " + plain(title) + "\n";
  return *this;
}

Roff& Roff::paragraph(std::string_view text) {
  separate();
  return line(plain(text));
}

Roff& Roff::term(const std::string& formattedTerm, std::string_view text) {
  text_ += ".TP\n";
  line(formattedTerm);
  return line(text.empty() ? "\\&" : plain(text));
}

Roff& Roff::code(std::string_view line) {
  separate();
  text_ += ".EX\n";
  this->line(plain(line));
  text_ += ".EE\n";
  return *this;
}

// Behind a heading nothing separates: mandb reads a page's name and purpose from the line after «NAME».
void Roff::separate() {
  const auto last = text_.rfind('\n', text_.size() - 2) + 1;
  if (text_.compare(last, 2, ".S") != 0) text_ += ".PP\n";
}

Roff& Roff::line(const std::string& formatted) {
  // A line that begins with one of these would be a command.
  if (formatted.starts_with('.') || formatted.starts_with('\'')) text_ += "\\&";
  text_ += formatted + "\n";
  return *this;
}

std::string Roff::plain(std::string_view text) {
  std::string result;
  for (const char c : text) switch (c) {
      case '\\':
        result += "\\e";
        break;
      case '-':
        result += "\\-";
        break;
      case '"':
        result += "\\(dq";
        break;
      case '|':
        result += "|\\:";  // a list of choices may be broken here
        break;
      case '\n':
        result += "\n.br\n";
        break;
      default:
        result += c;
    }
  return result;
}

std::string Roff::bold(std::string_view text) {
  return "\\fB" + plain(text) + "\\fR";
}

std::string Roff::italic(std::string_view text) {
  return "\\fI" + plain(text) + "\\fR";
}

}  // namespace balalyk
