#pragma once

#include <array>
#include <string_view>
#include <vector>

namespace balalyk {

struct PdfPoint {
  double x = 0, y = 0;
};

// In points of the page, as a BBox has it (ISO 32000-1, 14.8.5.4.3).
struct PdfBox {
  double left = 0, bottom = 0, right = 0, top = 0;

  bool isNear(const PdfBox& other) const;  // soffice rounds the two ways of saying a place differently
  bool holds(const PdfPoint& point) const;
};

// Where a content stream paints: its matrix, which q and Q save and restore (ISO 32000-1, 8.3.4).
class PdfSpace {
 public:
  // False: not six numbers.
  bool concatenate(std::string_view operands);
  // False: more is saved than is to be expected.
  bool save();
  void restore();

  PdfPoint onPage(double x, double y) const;
  // Around the square that an image fills, whatever way it is turned.
  PdfBox unitSquare() const;

 private:
  using Matrix = std::array<double, 6>;

  Matrix matrix_{1, 0, 0, 1, 0, 0};
  std::vector<Matrix> saved_;
};

}  // namespace balalyk
