#include "connectors/pdf/finishing/PdfParentTree.h"

#include <algorithm>
#include <charconv>

namespace balalyk {

namespace {

class Reader {
 public:
  Reader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }

  bool skips(std::string_view part) {
    skipSpace();
    if (!text_.substr(at_).starts_with(part)) return false;
    at_ += part.size();
    return true;
  }

  bool skipsReference() {
    int number = 0;
    return reads(number) && skips("0 R");
  }

  bool reads(int& number) {
    skipSpace();
    const auto end = std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
    if (end.ec != std::errc()) return false;
    at_ = static_cast<std::size_t>(end.ptr - text_.data());
    return true;
  }

 private:
  void skipSpace() { at_ = std::min(text_.find_first_not_of(" \n", at_), text_.size()); }

  std::string_view text_;
  std::size_t at_;
};

// «0 [ 5 0 R 7 0 R ]» of a page, «1 9 0 R» of an annotation, until the bracket that closes all.
std::vector<PdfParentTree::Page> pagesIn(std::string_view text) {
  constexpr std::string_view kBegin = "<</Nums[";
  const auto begin = text.find(kBegin);
  if (begin == std::string_view::npos) return {};
  std::vector<PdfParentTree::Page> pages;
  Reader reader(text, begin + kBegin.size());
  while (!reader.skips("]")) {
    PdfParentTree::Page page;
    if (!reader.reads(page.key)) return {};
    if (!reader.skips("[")) {
      if (!reader.skipsReference()) return {};
      continue;
    }
    for (; !reader.skips("]"); ++page.size) {
      if (!reader.skipsReference()) return {};
    }
    page.end = reader.at() - 1;
    pages.push_back(std::move(page));
  }
  return pages;
}

}  // namespace

PdfParentTree::PdfParentTree(const PdfTable& table) {
  const auto root = findPdfReference(table.catalogue(), "/StructTreeRoot ");
  const auto tree = root ? findPdfReference(table.object(*root), "/ParentTree ") : std::nullopt;
  if (!tree) return;
  object_ = *tree;
  text_ = table.object(object_);
  pages_ = pagesIn(text_);
}

PdfParentTree::Page* PdfParentTree::page(int key) {
  const auto found = std::find_if(pages_.begin(), pages_.end(), [&](const auto& one) { return one.key == key; });
  return found == pages_.end() ? nullptr : &*found;
}

void PdfParentTree::Page::add(int element) {
  added += std::to_string(element) + " 0 R ";
  ++size;
}

void PdfParentTree::write(PdfTable& table) const {
  std::string result;
  std::size_t from = 0;
  for (const auto& page : pages_) {
    result.append(text_, from, page.end - from).append(page.added);
    from = page.end;
  }
  if (from > 0) table.replace(object_, result.append(text_, from));
}

}  // namespace balalyk
