#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace balalyk {

// A PDF with one classic cross-reference table, as soffice writes it: replaces objects and mends the table.
class PdfTable {
 public:
  // Throws StageError (retry) officeFailed when it is not such a PDF.
  explicit PdfTable(std::string pdf);

  // From «12 0 obj» to «endobj».
  std::string_view object(int number) const;
  void replace(int number, const std::string& object);
  // The PDF with what was replaced.
  std::string take() &&;

 private:
  std::size_t entry(int number) const;  // where the table's line for it stands

  std::string pdf_;
  std::size_t table_ = 0;                                                    // where its first line stands
  int size_ = 0;                                                             // how many lines
  std::size_t keyword_ = 0;                                                  // where «xref» stands
  std::map<std::size_t, std::pair<std::size_t, std::string>> replacements_;  // where -> old length, new text
};

}  // namespace balalyk
