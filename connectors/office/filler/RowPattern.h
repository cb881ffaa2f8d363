#pragma once

#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/text/XText.hpp>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace balalyk::filler {

// One cell of a list's pattern row: its text with marks, and how it is formatted. Each row of the list is written from
// it, so that all look as the pattern row does.
class RowPattern {
 public:
  using Row = std::map<std::string, std::string>;

  static RowPattern read(const com::sun::star::uno::Reference<com::sun::star::text::XText>& cell);
  static std::string fieldMark(const std::string& field);

  std::set<std::string> columns() const;
  std::string textOf(const Row& values, const Row& fields) const;
  void write(const com::sun::star::uno::Reference<com::sun::star::text::XText>& cell, const Row& values,
             const Row& fields) const;

 private:
  using Format = std::vector<std::pair<rtl::OUString, com::sun::star::uno::Any>>;  // property -> value
  struct Piece {
    bool isMark = false;
    std::string text;  // of a mark: what is in its braces
    Format format;
  };
  struct Paragraph {
    Format format;
    std::vector<Piece> pieces;
  };

  static void addPieces(Paragraph& paragraph, const std::string& text, const std::vector<Format>& formats);
  static std::string valueOf(const Piece& piece, const Row& values, const Row& fields);
  void format(const com::sun::star::uno::Reference<com::sun::star::text::XText>& cell, const Row& values,
              const Row& fields) const;

  std::vector<Paragraph> paragraphs_;
  bool plain_ = true;  // one paragraph, and no character differs from its style
};

}  // namespace balalyk::filler
