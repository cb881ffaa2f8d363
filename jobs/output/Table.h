#pragma once

#include <string>
#include <vector>

namespace balalyk {

// Columns of text for people: headings, then rows, each column as wide as its widest cell. What would run over the
// width is cut in the widest columns; where that is not enough, each row is written as its own lines, heading and cell.
class Table {
 public:
  enum class Align { left, right, whole };  // whole: left, and never cut
  explicit Table(std::vector<std::string> headings, std::vector<Align> aligns = {});
  void add(std::vector<std::string> row);
  bool empty() const { return rows_.empty(); }
  // width 0: as wide as it needs.
  std::string text(std::size_t width) const;

 private:
  std::vector<std::size_t> widths(std::size_t available) const;
  std::string stacked(std::size_t width) const;

  std::vector<std::string> headings_;
  std::vector<Align> aligns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace balalyk
