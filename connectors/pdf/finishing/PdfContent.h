#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace balalyk {

// Reads a content stream (ISO 32000-1, 7.8.2) operator by operator.
class PdfContent {
 public:
  // An operator with its operands. An inline image is one, named BI.
  struct Instruction {
    std::string_view name;
    std::size_t begin = 0;  // where its first operand is
    std::size_t end = 0;    // behind its last character
  };

  explicit PdfContent(std::string_view content) : content_(content) {}

  // False at the end. Throws StageError (retry) officeFailed at what is not a content, and at an inline image whose end
  // only a decoder would find.
  bool next(Instruction& instruction);

 private:
  enum class Kind { end, operand, opening, closing, word };
  struct Token {
    Kind kind;
    std::string_view text;
  };

  Token read();
  Token took(Kind kind, std::size_t size);
  Token string();
  Token hexString();
  Token regular(std::size_t prefix);
  void skipSpace();
  void nest(const Token& token);
  void skipImage();
  char at(std::size_t place) const { return place < content_.size() ? content_[place] : '\0'; }

  std::string_view content_;
  std::size_t at_ = 0;
  std::string open_;  // the arrays and dictionaries that are open: a '[' or '<' for each
};

// Whether `text` begins with as many numbers: the operands of an instruction, or the elements of an array.
bool pdfNumbers(std::string_view text, std::span<double> numbers);

}  // namespace balalyk
