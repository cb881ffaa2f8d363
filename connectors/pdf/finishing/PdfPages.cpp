#include "connectors/pdf/finishing/PdfPages.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "connectors/pdf/finishing/PdfArtifacts.h"
#include "connectors/pdf/finishing/PdfFigures.h"
#include "connectors/pdf/finishing/PdfStream.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr std::size_t kLargest = 64 << 20, kLargestTogether = 256 << 20;  // a page of ours has some 20 kB
constexpr auto kNowhere = std::string_view::npos;

[[noreturn]] void refuse() {
  throw StageError(Disposition::retry, {"officeFailed", {{"detail", "PDF page"}}});
}

// soffice writes one flat node.
std::vector<int> pagesOf(const PdfTable& table) {
  const auto node = table.object(pdfReference(table.catalogue(), "/Type/Catalog/Pages "));
  constexpr std::string_view kKids = "/Kids[", kReference = " 0 R";
  auto kids = node.substr(std::min(node.find(kKids), node.size()));
  kids = kids.substr(0, kids.find(']'));
  std::vector<int> pages;
  for (auto at = kids.find_first_of("0123456789"); at != kNowhere; at = kids.find_first_of("0123456789")) {
    int number = 0;
    const auto end = std::from_chars(kids.data() + at, kids.data() + kids.size(), number);
    kids.remove_prefix(static_cast<std::size_t>(end.ptr - kids.data()));
    if (end.ec != std::errc() || !kids.starts_with(kReference)) refuse();
    kids.remove_prefix(kReference.size());
    pages.push_back(number);
  }
  if (pages.empty()) refuse();
  return pages;
}

// The content of a page with its artifacts and figures.
std::string tagged(int page, const std::string& content, PdfFigures& figures) {
  if (!figures.on(page)) return withArtifacts(content);
  PdfPictures pictures;
  auto result = withArtifacts(content, &pictures);
  figures.tag(page, pictures, result);
  return result;
}

// PDF/UA-1 (ISO 14289-1, 7.18.3): what can be clicked on a page is reached in the order of its structure. soffice 7.4
// says so by a string where a name belongs.
void orderTabs(PdfTable& table, int page, std::string_view object) {
  constexpr std::string_view kWrong = "\n/Tabs(S)\n", kRight = "\n/Tabs/S\n";
  const auto at = object.find(kWrong);
  if (at != kNowhere) table.replace(page, std::string(object).replace(at, kWrong.size(), kRight));
}

}  // namespace

void tagPages(PdfTable& table) {
  PdfFigures figures(table);
  std::size_t together = 0;
  for (const int page : pagesOf(table)) {
    const auto object = table.object(page);
    if (object.find("<</Type/Page/Parent ") == kNowhere) refuse();
    orderTabs(table, page, object);
    const int stream = pdfReference(object, "/Contents ");
    const auto content = unpackedStream(table, stream, kLargest);
    together += content.size();
    if (together > kLargestTogether) refuse();
    const auto result = tagged(page, content, figures);
    if (result.size() != content.size()) replaceStream(table, stream, result, Packing::small);
  }
  figures.finish();
}

}  // namespace balalyk
