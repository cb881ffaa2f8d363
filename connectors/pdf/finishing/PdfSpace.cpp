#include "connectors/pdf/finishing/PdfSpace.h"

#include <algorithm>
#include <cmath>

#include "connectors/pdf/finishing/PdfContent.h"

namespace balalyk {

namespace {

constexpr std::size_t kDeepest = 64;  // saved states; ISO 19005-2, 6.1.13 allows 28
constexpr double kTolerance = 0.2;

bool areNear(double one, double other) {
  return std::abs(one - other) <= kTolerance;
}

}  // namespace

bool PdfBox::isNear(const PdfBox& other) const {
  return areNear(left, other.left) && areNear(bottom, other.bottom) && areNear(right, other.right) &&
         areNear(top, other.top);
}

bool PdfBox::holds(const PdfPoint& point) const {
  return point.x >= left && point.x <= right && point.y >= bottom && point.y <= top;
}

bool PdfSpace::concatenate(std::string_view operands) {
  Matrix by;
  if (!pdfNumbers(operands, by)) return false;
  const Matrix old = matrix_;
  for (std::size_t row = 0; row < 6; row += 2) {
    for (std::size_t column = 0; column < 2; ++column) {
      matrix_[row + column] = by[row] * old[column] + by[row + 1] * old[2 + column] + (row == 4 ? old[4 + column] : 0);
    }
  }
  return true;
}

bool PdfSpace::save() {
  if (saved_.size() == kDeepest) return false;
  saved_.push_back(matrix_);
  return true;
}

void PdfSpace::restore() {
  if (saved_.empty()) return;
  matrix_ = saved_.back();
  saved_.pop_back();
}

PdfPoint PdfSpace::onPage(double x, double y) const {
  const auto& [a, b, c, d, e, f] = matrix_;
  return {a * x + c * y + e, b * x + d * y + f};
}

PdfBox PdfSpace::unitSquare() const {
  const auto& [a, b, c, d, e, f] = matrix_;
  return {e + std::min(a, 0.0) + std::min(c, 0.0), f + std::min(b, 0.0) + std::min(d, 0.0),
          e + std::max(a, 0.0) + std::max(c, 0.0), f + std::max(b, 0.0) + std::max(d, 0.0)};
}

}  // namespace balalyk
