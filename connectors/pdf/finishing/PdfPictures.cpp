#include "connectors/pdf/finishing/PdfPictures.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace balalyk {

namespace {

constexpr std::size_t kMost = 256;    // pictures of a page
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

void PdfPictures::take(const PdfContent::Instruction& one, PdfRole role, std::string_view text, std::size_t place) {
  switch (role) {
    case PdfRole::adjusts:
      if (one.name == "cm") transform(text);
      break;
    case PdfRole::brackets:
      bracket(one.name);
      break;
    case PdfRole::begins:
      begin(text, place);
      break;
    case PdfRole::ends:
      end();
      break;
    case PdfRole::draws:
    case PdfRole::speaks:
      paint(one.name, text);
      break;
    case PdfRole::constructs:
    case PdfRole::abandons:
      break;
  }
}

void PdfPictures::transform(std::string_view text) {
  Matrix by;
  if (!pdfNumbers(text, by)) return giveUp();
  const Matrix old = matrix_;
  for (std::size_t row = 0; row < 6; row += 2) {
    for (std::size_t column = 0; column < 2; ++column) {
      matrix_[row + column] = by[row] * old[column] + by[row + 1] * old[2 + column] + (row == 4 ? old[4 + column] : 0);
    }
  }
}

void PdfPictures::bracket(std::string_view name) {
  if (name == "q") {
    if (saved_.size() == kDeepest) return giveUp();
    saved_.push_back(matrix_);
  } else if (name == "Q" && !saved_.empty()) {
    matrix_ = saved_.back();
    saved_.pop_back();
  }
}

void PdfPictures::begin(std::string_view text, std::size_t place) {
  candidate_ = ++depth_ == 1 && text == kTag;
  picture_ = {.name = {}, .box = {}, .tag = place};
  constexpr std::string_view kIdentifier = "/MCID ";
  const auto at = text.find(kIdentifier);
  if (at == std::string_view::npos) return;
  std::size_t identifier = 0;
  std::from_chars(text.data() + at + kIdentifier.size(), text.data() + text.size(), identifier);
  nextIdentifier_ = std::max(nextIdentifier_, identifier + 1);
}

void PdfPictures::end() {
  if (depth_ > 0) --depth_;
  if (candidate_ && !picture_.name.empty()) {
    if (all_.size() == kMost) return giveUp();
    if (!lost_) all_.push_back(picture_);
  }
  candidate_ = false;
}

void PdfPictures::paint(std::string_view name, std::string_view text) {
  candidate_ = candidate_ && name == "Do" && picture_.name.empty();
  if (!candidate_) return;
  picture_.name = text.substr(0, text.find_first_of(" \n"));
  picture_.box = unitSquare();
}

// Around the square that an image fills, whatever way it is turned.
PdfBox PdfPictures::unitSquare() const {
  const auto& [a, b, c, d, e, f] = matrix_;
  return {e + std::min(a, 0.0) + std::min(c, 0.0), f + std::min(b, 0.0) + std::min(d, 0.0),
          e + std::max(a, 0.0) + std::max(c, 0.0), f + std::max(b, 0.0) + std::max(d, 0.0)};
}

void PdfPictures::giveUp() {
  lost_ = true;
  all_.clear();
}

}  // namespace balalyk
