#include "connectors/office/PdfArtifacts.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <vector>

#include "connectors/office/PdfContent.h"
#include "connectors/office/PdfStream.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr std::size_t kLargest = 64 << 20, kLargestTogether = 256 << 20;  // a page of ours has some 20 kB
constexpr auto kNowhere = std::string_view::npos;

[[noreturn]] void refuse() {
  throw StageError(Disposition::retry, {"officeFailed", {{"detail", "PDF page"}}});
}

// What an operator means for a sequence of marked content (ISO 32000-1, 8.2 and 14.6).
enum class Role {
  adjusts,     // the graphics or text state: may stand in a sequence or outside
  constructs,  // a path
  abandons,    // the path, which served clipping at most
  draws,       // the path, or a shading
  speaks,      // text, images: not ours to call an artifact
  brackets,    // saves, restores, begins or ends a text object: no sequence of ours goes across
  begins,      // marked content
  ends,        // marked content
};

Role roleOf(std::string_view name) {
  using enum Role;
  static const std::unordered_map<std::string_view, Role> kRoles{
      {"w", adjusts},     {"J", adjusts},     {"j", adjusts},     {"M", adjusts},     {"d", adjusts},
      {"ri", adjusts},    {"i", adjusts},     {"gs", adjusts},    {"cm", adjusts},    {"CS", adjusts},
      {"cs", adjusts},    {"SC", adjusts},    {"SCN", adjusts},   {"sc", adjusts},    {"scn", adjusts},
      {"G", adjusts},     {"g", adjusts},     {"RG", adjusts},    {"rg", adjusts},    {"K", adjusts},
      {"k", adjusts},     {"Tc", adjusts},    {"Tw", adjusts},    {"Tz", adjusts},    {"TL", adjusts},
      {"Tf", adjusts},    {"Tr", adjusts},    {"Ts", adjusts},    {"Td", adjusts},    {"TD", adjusts},
      {"Tm", adjusts},    {"T*", adjusts},    {"m", constructs},  {"l", constructs},  {"c", constructs},
      {"v", constructs},  {"y", constructs},  {"h", constructs},  {"re", constructs}, {"W", constructs},
      {"W*", constructs}, {"n", abandons},    {"S", draws},       {"s", draws},       {"f", draws},
      {"F", draws},       {"f*", draws},      {"B", draws},       {"B*", draws},      {"b", draws},
      {"b*", draws},      {"sh", draws},      {"Tj", speaks},     {"TJ", speaks},     {"'", speaks},
      {"\"", speaks},     {"Do", speaks},     {"BI", speaks},     {"MP", speaks},     {"DP", speaks},
      {"q", brackets},    {"Q", brackets},    {"BT", brackets},   {"ET", brackets},   {"BX", brackets},
      {"EX", brackets},   {"BMC", begins},    {"BDC", begins},    {"EMC", ends}};
  const auto found = kRoles.find(name);
  if (found == kRoles.end()) refuse();
  return found->second;
}

// Copies a content stream and puts a sequence around each path that is drawn outside of marked content, or around
// several that follow each other.
class Marker {
 public:
  explicit Marker(std::string_view content) : content_(content) {}

  std::string marked() && {
    PdfContent reader(content_);
    for (PdfContent::Instruction one; reader.next(one);) take(one);
    if (path_ != kNowhere) refuse();
    endSequence();
    result_ += content_.substr(copied_);
    return std::move(result_);
  }

 private:
  void take(const PdfContent::Instruction& one) {
    switch (const auto role = roleOf(one.name)) {
      case Role::adjusts:
        break;
      case Role::constructs:
        path_ = std::min(path_, one.begin);
        break;
      case Role::abandons:
        path_ = kNowhere;
        break;
      case Role::draws:
        mark(std::min(path_, one.begin), one.end);
        path_ = kNowhere;
        break;
      default:
        if (path_ != kNowhere) refuse();
        endSequence();
        if (role == Role::begins) ++depth_;
        // Around a transparent object soffice leaves the begin of a sequence in that object's own stream and the end
        // here: such an end closes nothing.
        if (role == Role::ends && depth_ > 0) --depth_;
    }
  }

  void mark(std::size_t begin, std::size_t end) {
    if (depth_ > 0) return;
    if (end_ == kNowhere) {
      copyTo(begin);
      result_ += "/Artifact BMC\n";
    }
    end_ = end;
  }

  void endSequence() {
    if (end_ == kNowhere) return;
    copyTo(end_);
    result_ += "\nEMC";
    end_ = kNowhere;
  }

  void copyTo(std::size_t place) {
    result_ += content_.substr(copied_, place - copied_);
    copied_ = place;
  }

  std::string_view content_;
  std::string result_;
  std::size_t copied_ = 0;       // how much of the content is in the result
  std::size_t path_ = kNowhere;  // where the path begins that is being constructed
  std::size_t end_ = kNowhere;   // of the last path in a sequence of ours that is open
  int depth_ = 0;                // of marked content
};

// soffice writes one flat node.
std::vector<int> pagesOf(const PdfTable& table) {
  const std::string_view pdf = table.pdf();
  const auto catalogue = table.object(pdfReference(pdf.substr(std::min(pdf.rfind("trailer"), pdf.size())), "/Root "));
  const auto node = table.object(pdfReference(catalogue, "/Type/Catalog/Pages "));
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

}  // namespace

std::string withArtifacts(std::string_view content) {
  return Marker(content).marked();
}

void markArtifacts(PdfTable& table) {
  std::size_t together = 0;
  for (const int page : pagesOf(table)) {
    const auto object = table.object(page);
    if (object.find("<</Type/Page/Parent ") == kNowhere) refuse();
    const int stream = pdfReference(object, "/Contents ");
    const auto content = unpackedStream(table, stream, kLargest);
    together += content.size();
    if (together > kLargestTogether) refuse();
    const auto marked = withArtifacts(content);
    if (marked.size() != content.size()) replaceStream(table, stream, marked, Packing::small);
  }
}

}  // namespace balalyk
