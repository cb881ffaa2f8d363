#include "connectors/pdf/finishing/PdfFigures.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

namespace balalyk {

namespace {

constexpr std::size_t kMost = 256;  // figures of a document
constexpr auto kNowhere = std::string_view::npos;
constexpr std::string_view kBegin = " 0 obj\n<</Type/StructElem\n/S/Figure\n", kEnd = "\n>>\nendobj";

// The number that ends at `end` and begins a line.
std::optional<int> numberBefore(std::string_view text, std::size_t end) {
  const auto begin = text.find_last_of('\n', end) + 1;
  int number = 0;
  const auto result = std::from_chars(text.data() + begin, text.data() + end, number);
  if (result.ec != std::errc() || result.ptr != text.data() + end) return std::nullopt;
  return number;
}

std::optional<PdfBox> boxIn(std::string_view attributes) {
  constexpr std::string_view kBox = "\n/BBox[";
  const auto at = attributes.find(kBox);
  std::array<double, 4> sides;
  if (at == kNowhere || !pdfNumbers(attributes.substr(at + kBox.size()), sides)) return std::nullopt;
  return PdfBox{sides[0], sides[1], sides[2], sides[3]};
}

// The one that is there, if it is the only one.
template <typename One>
const One* onlyAt(const PdfBox& box, const std::vector<One>& all) {
  const auto isThere = [&](const One& one) { return one.box.isNear(box); };
  const auto found = std::find_if(all.begin(), all.end(), isThere);
  if (found == all.end() || std::any_of(found + 1, all.end(), isThere)) return nullptr;
  return &*found;
}

}  // namespace

PdfFigures::PdfFigures(PdfTable& table) : table_(table) {
  static const std::boyer_moore_horspool_searcher kSearch(kBegin.begin(), kBegin.end());
  const std::string_view pdf = table.pdf();
  auto at = std::search(pdf.begin(), pdf.end(), kSearch);
  for (std::size_t seen = 0; at != pdf.end() && seen < kMost; ++seen) {
    const auto place = static_cast<std::size_t>(at - pdf.begin());
    if (const auto number = numberBefore(pdf, place)) add(*number, place);
    at = std::search(at + kBegin.size(), pdf.end(), kSearch);
  }
}

void PdfFigures::add(int element, std::size_t place) {
  const auto object = table_.object(element);
  const bool located = object.data() + std::to_string(element).size() == table_.pdf().data() + place;
  if (!located || !object.ends_with(kEnd)) return;  // bytes that look like an object, or an object of another kind
  if (object.find("\n/Alt<") == kNowhere || object.find("\n/K") != kNowhere) return;
  const auto page = findPdfReference(object, "\n/Pg ");
  const auto attributes = findPdfReference(object, "\n/A ");
  if (!page || !attributes) return;
  if (const auto box = boxIn(table_.object(*attributes))) figures_[*page].push_back({element, *box});
}

bool PdfFigures::on(int page) const {
  return figures_.contains(page);
}

void PdfFigures::tag(int page, const PdfPictures& pictures, std::string& content) {
  const auto object = table_.object(page);
  if (!parents_) parents_.emplace(table_);
  auto* const parents = parents_->page(findPdfNumber(object, "/StructParents ").value_or(-1));
  if (parents == nullptr || parents->size < pictures.nextIdentifier()) return;
  std::string result;
  std::size_t from = 0;
  for (const auto& [figure, picture] : pairs(page, pictures)) {
    if (!isImage(object, picture->name)) continue;
    const auto identifier = std::to_string(parents->size);
    result.append(content, from, picture->tag - from).append("/Figure<</MCID " + identifier + ">>BDC");
    from = picture->tag + PdfPictures::kTag.size();
    giveContent(figure->element, identifier);
    parents->add(figure->element);
  }
  content = result.append(content, from);
}

void PdfFigures::finish() {
  if (parents_) parents_->write(table_);
}

// In the order of the content.
std::vector<PdfFigures::Pair> PdfFigures::pairs(int page, const PdfPictures& pictures) const {
  const auto& figures = figures_.at(page);
  std::vector<Pair> result;
  for (const auto& picture : pictures.all()) {
    const auto* const figure = onlyAt(picture.box, figures);
    if (figure != nullptr && onlyAt(figure->box, pictures.all()) == &picture) result.push_back({figure, &picture});
  }
  return result;
}

bool PdfFigures::isImage(std::string_view page, const std::string& name) const {
  constexpr std::string_view kObjects = "/XObject<<";
  const auto resources = findPdfReference(page, "/Resources ");
  if (!resources) return false;
  auto objects = table_.object(*resources);
  objects.remove_prefix(std::min(objects.find(kObjects), objects.size()));
  objects = objects.substr(0, objects.find(">>"));
  const auto number = findPdfReference(objects, name + " ");
  if (!number) return false;
  return table_.object(*number).starts_with(std::to_string(*number) + " 0 obj\n<</Type/XObject/Subtype/Image/");
}

void PdfFigures::giveContent(int element, const std::string& identifier) {
  std::string object(table_.object(element));
  object.resize(object.size() - kEnd.size());
  table_.replace(element, object.append("\n/K[" + identifier + " ]").append(kEnd));
}

}  // namespace balalyk
