#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace balalyk {

// A PDF with one classic cross-reference table, as soffice writes it: replaces objects and corrects the table.
class PdfTable {
 public:
  // Throws StageError (retry) officeFailed when it is not such a PDF.
  explicit PdfTable(std::string pdf);

  const std::string& pdf() const { return pdf_; }
  // From «12 0 obj» to «endobj».
  std::string_view object(int number) const;
  std::string_view catalogue() const;
  void replace(int number, std::string object);
  // The PDF with what was replaced.
  std::string take() &&;

 private:
  struct Replacement {
    std::size_t size;  // of what stood there
    std::string object;
  };

  std::size_t entry(int number) const;  // where the table's line for it is
  void moveEntries();
  std::string assembled() const;

  std::string pdf_;
  std::size_t table_ = 0;                            // where its first line is
  int size_ = 0;                                     // how many lines
  std::size_t keyword_ = 0;                          // where «xref» is
  std::size_t start_ = 0;                            // where «startxref» is
  std::map<std::size_t, Replacement> replacements_;  // by where they are
  mutable std::size_t looked_ = 0;                   // bytes of all objects that were asked for
};

// The number of the object that `key` («/Length » with its space) refers to in `text`. Throws as PdfTable does.
int pdfReference(std::string_view text, std::string_view key);
// The same, and the number itself that is behind `key`; nothing where there is none.
std::optional<int> findPdfReference(std::string_view text, std::string_view key);
std::optional<int> findPdfNumber(std::string_view text, std::string_view key);

}  // namespace balalyk
