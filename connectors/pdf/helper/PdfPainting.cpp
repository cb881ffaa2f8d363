#include "connectors/pdf/helper/PdfPainting.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include "connectors/pdf/finishing/PdfContent.h"
#include "connectors/pdf/finishing/PdfOperators.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr double kFar = std::numeric_limits<double>::max();
constexpr PdfBox kAll{-kFar, -kFar, kFar, kFar};
constexpr std::size_t kMostPictures = 256;

[[noreturn]] void refuse() {
  throw StageError(Disposition::retry, {"officeFailed", {{"detail", "PDF page content"}}});
}

bool isFilling(std::string_view name) {
  return name != "S" && name != "s";
}

PdfBox around(const std::vector<std::vector<PdfPoint>>& path) {
  PdfBox box{kFar, kFar, -kFar, -kFar};
  for (const auto& outline : path) {
    for (const auto& point : outline) {
      box.left = std::min(box.left, point.x);
      box.bottom = std::min(box.bottom, point.y);
      box.right = std::max(box.right, point.x);
      box.top = std::max(box.top, point.y);
    }
  }
  return box;
}

PdfBox common(const PdfBox& one, const PdfBox& other) {
  return {std::max(one.left, other.left), std::max(one.bottom, other.bottom), std::min(one.right, other.right),
          std::min(one.top, other.top)};
}

// How often the outlines go around the point (ISO 32000-1, 8.5.3.3).
int windings(const std::vector<std::vector<PdfPoint>>& path, const PdfPoint& point, bool evenOdd) {
  int count = 0;
  for (const auto& outline : path) {
    for (std::size_t i = 0; i < outline.size(); ++i) {
      const auto& from = outline[i];
      const auto& to = outline[(i + 1) % outline.size()];
      if ((from.y <= point.y) == (to.y <= point.y)) continue;
      const double crossing = from.x + (point.y - from.y) / (to.y - from.y) * (to.x - from.x);
      if (crossing > point.x) count += evenOdd || from.y <= point.y ? 1 : -1;
    }
  }
  return evenOdd ? count % 2 : count;
}

}  // namespace

PdfPainting::PdfPainting(std::string_view content, const std::map<std::string, PdfBox>& forms) : clip_(kAll) {
  PdfContent reader(content);
  for (PdfContent::Instruction one; reader.next(one);)
    take(one.name, content.substr(one.begin, one.end - one.begin), forms);
}

bool PdfPainting::shows(std::string_view picture) const {
  return std::ranges::any_of(pictures_, [&](const Picture& one) { return one.whole && one.name == picture; });
}

void PdfPainting::take(std::string_view name, std::string_view text, const Forms& forms) {
  switch (pdfRole(name)) {
    case PdfRole::adjusts:
      if (name == "cm" && !space_.concatenate(text)) refuse();
      break;
    case PdfRole::brackets:
      bracket(name);
      break;
    case PdfRole::constructs:
      construct(name, text);
      break;
    case PdfRole::abandons:
      endPath();
      break;
    case PdfRole::draws:
      if (name == "sh")
        hide([](const PdfPoint&) { return true; });
      else if (isFilling(name))
        fill(name.ends_with('*'));
      endPath();
      break;
    case PdfRole::speaks:
      if (name == "Do") paint(text, forms);
      if (name == "BI") hide([box = space_.unitSquare()](const PdfPoint& point) { return box.holds(point); });
      break;
    case PdfRole::begins:
    case PdfRole::ends:
      break;
  }
}

void PdfPainting::bracket(std::string_view name) {
  if (name == "q") {
    if (!space_.save()) refuse();
    savedClips_.push_back(clip_);
  } else if (name == "Q" && !savedClips_.empty()) {
    space_.restore();
    clip_ = savedClips_.back();
    savedClips_.pop_back();
  }
}

void PdfPainting::moveTo(const PdfPoint& point) {
  path_.push_back({point});
}

// A curve is taken for the lines along its control points.
void PdfPainting::construct(std::string_view name, std::string_view text) {
  if (name.starts_with('W')) clips_ = true;
  if (name.starts_with('W') || name == "h") return;
  std::array<double, 6> numbers{};
  const std::size_t count = name == "c" ? 6 : name == "m" || name == "l" ? 2 : 4;
  if (!pdfNumbers(text, std::span(numbers).first(count))) refuse();
  const auto& [x, y, width, height, x3, y3] = numbers;
  if (name == "re") {
    path_.push_back({space_.onPage(x, y), space_.onPage(x + width, y), space_.onPage(x + width, y + height),
                     space_.onPage(x, y + height)});
    return;
  }
  if (name == "m" || path_.empty()) return moveTo(space_.onPage(x, y));
  for (std::size_t i = 0; i < count; i += 2) path_.back().push_back(space_.onPage(numbers.at(i), numbers.at(i + 1)));
}

void PdfPainting::endPath() {
  if (clips_ && !path_.empty()) clip_ = common(clip_, around(path_));
  clips_ = false;
  path_.clear();
}

template <class Hides>
void PdfPainting::hide(Hides hides) {
  for (auto& picture : pictures_) {
    const auto hidden = [&](const PdfPoint& point) { return clip_.holds(point) && hides(point); };
    if (picture.whole && std::ranges::any_of(picture.points, hidden)) picture.whole = false;
  }
}

void PdfPainting::fill(bool evenOdd) {
  if (pictures_.empty()) return;
  const auto box = around(path_);
  hide([&](const PdfPoint& point) { return box.holds(point) && windings(path_, point, evenOdd) != 0; });
}

void PdfPainting::paint(std::string_view text, const Forms& forms) {
  const auto name = text.substr(1, text.find_first_of(" \n") - 1);
  if (const auto form = forms.find(std::string(name)); form != forms.end()) {
    const auto& box = form->second;
    path_ = {{space_.onPage(box.left, box.bottom), space_.onPage(box.right, box.bottom),
              space_.onPage(box.right, box.top), space_.onPage(box.left, box.top)}};
    fill(false);
    path_.clear();
    return;
  }
  hide([box = space_.unitSquare()](const PdfPoint& point) { return box.holds(point); });
  addPicture(name);
}

void PdfPainting::addPicture(std::string_view name) {
  if (pictures_.size() == kMostPictures) refuse();
  auto& picture = pictures_.emplace_back(Picture{.name = std::string(name), .points = {}});
  for (int row = 0; row < kGrid; ++row)
    for (int column = 0; column < kGrid; ++column)
      picture.points.push_back(space_.onPage((column + 0.5) / kGrid, (row + 0.5) / kGrid));
  const auto seen = [&](const PdfPoint& point) { return clip_.holds(point); };
  picture.whole = std::ranges::all_of(picture.points, seen);
}

}  // namespace balalyk
