#include "connectors/pdf/finishing/PdfPictures.h"

#include <algorithm>
#include <charconv>

namespace balalyk {

namespace {

constexpr std::size_t kMost = 256;  // pictures of a page

}  // namespace

void PdfPictures::take(const PdfContent::Instruction& one, PdfRole role, std::string_view text, std::size_t place) {
  switch (role) {
    case PdfRole::adjusts:
      if (one.name == "cm" && !space_.concatenate(text)) giveUp();
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

void PdfPictures::bracket(std::string_view name) {
  if (name == "q" && !space_.save()) giveUp();
  if (name == "Q") space_.restore();
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
  picture_.box = space_.unitSquare();
}

void PdfPictures::giveUp() {
  lost_ = true;
  all_.clear();
}

}  // namespace balalyk
