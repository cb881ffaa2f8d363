#include "connectors/pdf/helper/PdfCheck.h"

#include <poppler-document.h>
#include <poppler-font.h>
#include <poppler-page.h>

#include <locale.h>
#include <wctype.h>

#include <algorithm>
#include <bit>
#include <memory>

namespace balalyk {

namespace {

// Poppler reads its settings again whenever a document is opened while no other is, which takes longer than all the
// rest: a small one stays open.
void preparePoppler() {
  static const std::unique_ptr<poppler::document> held = [] {
    poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
    static constexpr std::string_view kSmall =
        "%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj 2 0 obj <</Type /Pages /Kids [] /Count 0>> endobj\n"
        "trailer <</Root 1 0 R>>\n%%EOF\n";
    return std::unique_ptr<poppler::document>(
        poppler::document::load_from_raw_data(kSmall.data(), static_cast<int>(kSmall.size())));
  }();
  static_cast<void>(held);
}

// What may change between a value and the page: spaces and line breaks, and hyphens where a line is broken.
bool isLoose(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first <= 0x20 || first == '-';
  if (first != 0xC2 && first != 0xE2 && first != 0xE3) return false;  // what those below begin with
  static const std::set<std::string_view> kLoose{"\u00A0", "\u00AD", "\u2007", "\u2009", "\u200A",
                                                 "\u200B", "\u2010", "\u2011", "\u202F", "\u3000"};
  return kLoose.contains(character);
}

std::size_t lengthAt(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return std::min(length, text.size() - at);
}

// Where a line may be broken: the loose ones but for those that hold their neighbours together.
bool breaksLine(std::string_view character) {
  static const std::set<std::string_view> kHolding{"\u00A0", "\u2007", "\u2011", "\u202F"};
  return isLoose(character) && !kHolding.contains(character);
}

// Without what is loose. Stores, where it is asked for, behind which of the bytes that remain a line may be broken.
std::string dense(std::string_view text, std::set<std::size_t>* breaks = nullptr) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto character = text.substr(at, lengthAt(text, at));
    if (!isLoose(character))
      result += character;
    else if (breaks != nullptr && breaksLine(character))
      breaks->insert(result.size());
    at += character.size();
  }
  return result;
}

// In small letters: a style may print a value in capitals. Text of the PDF and value are treated alike.
std::string small(std::string_view text) {
  static const locale_t unicode = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto character = text.substr(at, lengthAt(text, at));
    at += character.size();
    wchar_t c = static_cast<unsigned char>(character[0]);
    if (character.size() == 2) {
      c = static_cast<wchar_t>((c & 0x1F) << 6 | (static_cast<unsigned char>(character[1]) & 0x3F));
      c = static_cast<wchar_t>(::towlower_l(static_cast<wint_t>(c), unicode));
      if (c >= 0x80 && c < 0x800) {
        result += static_cast<char>(0xC0 | c >> 6);
        result += static_cast<char>(0x80 | (c & 0x3F));
        continue;
      }
    }
    if (character.size() == 1 && c >= 'A' && c <= 'Z')
      result += static_cast<char>(c | 0x20);
    else
      result += character;
  }
  return result;
}

// The text of the pages, each in the order it was written, so that the lines of a table's cell stay together.
class Text {
 public:
  explicit Text(const poppler::document& document) {
    for (int i = 0; i < document.pages(); ++i) {
      const std::unique_ptr<poppler::page> page(document.create_page(i));
      if (!page) continue;
      const auto bytes = page->text(poppler::rectf(), poppler::page::raw_order_layout).to_utf8();
      pages_.push_back(dense({bytes.data(), bytes.size()}));
    }
  }

  bool has(const std::string& value) const { return holds(value) || inSmallLetters().holds(small(value)); }

 private:
  Text() = default;

  bool holds(const std::string& value) const {
    const auto wanted = dense(value);
    const auto holds = [&](const std::string& page) { return page.find(wanted) != std::string::npos; };
    return std::any_of(pages_.begin(), pages_.end(), holds) || runsOver(value);
  }

  // Made when a value is not found as it is.
  const Text& inSmallLetters() const {
    if (!small_) {
      small_.reset(new Text);
      for (const auto& page : pages_) small_->pages_.push_back(small(page));
    }
    return *small_;
  }

  static constexpr std::size_t kLong = 64;  // bytes that are not found by chance

  bool runsOver(const std::string& value) const {
    std::set<std::size_t> breaks;
    const auto wanted = dense(value, &breaks);
    for (std::size_t first = 0; first + 1 < pages_.size(); ++first) {
      if (startsOn(first, wanted, breaks)) return true;
    }
    return false;
  }

  // A value that runs over the end of a page has that page's footer in its midst: each page takes as much of it as it
  // holds, the next one the rest. But a few letters are on every page: short parts are whole words, and only the first
  // and the last part are short.
  bool startsOn(std::size_t first, std::string_view value, const std::set<std::size_t>& breaks) const {
    std::size_t taken = 0;
    for (auto page = first; page < pages_.size() && taken < value.size(); ++page) {
      auto held = longestBeginning(pages_[page], value.substr(taken));
      if (taken + held < value.size() && held < kLong) {
        const auto after = page == first ? breaks.upper_bound(held) : breaks.begin();
        if (after == breaks.begin()) return false;
        held = *std::prev(after);
      }
      if (held == 0) return false;
      taken += held;
    }
    return taken == value.size();
  }

  static std::size_t longestBeginning(const std::string& page, std::string_view value) {
    std::size_t length = 0;
    for (auto step = std::bit_floor(value.size()); step > 0; step /= 2) {
      if (length + step > value.size()) continue;
      if (page.find(value.substr(0, length + step)) != std::string::npos) length += step;
    }
    return length;
  }

  std::vector<std::string> pages_;
  mutable std::unique_ptr<Text> small_;
};

void checkValues(const Text& text, const PdfExpectation& expected, std::vector<Problem>& problems) {
  for (const auto& field : expected.shownFields) {
    const auto value = expected.values.fields.find(field);
    if (value == expected.values.fields.end() || text.has(value->second)) continue;
    problems.push_back({"valueMissingInPdf", {{"field", field}}});
  }
  for (const auto& [list, columns] : expected.shownColumns) {
    const auto rows = expected.values.lists.find(list);
    if (rows == expected.values.lists.end()) continue;
    for (const auto& row : rows->second) {
      for (const auto& [column, value] : row) {
        if (!columns.contains(column) || text.has(value)) continue;
        problems.push_back({"valueMissingInPdf", {{"field", list + "." + column}}});
      }
    }
  }
}

void checkFonts(const poppler::document& document, const std::set<std::string>& allowed,
                std::vector<Problem>& problems) {
  for (const auto& font : document.fonts()) {
    std::string name = font.name();
    if (const auto plus = name.find('+'); plus == 6) name.erase(0, plus + 1);  // the mark of a subset
    if (!font.is_embedded()) problems.push_back({"fontNotEmbedded", {{"font", name}}});
    if (!allowed.contains(name)) problems.push_back({"fontForeignInPdf", {{"font", name}}});
  }
}

// Poppler would compute a colour transformation for each page, which takes ten times as long as all the rest and
// serves no text: the copy that it reads has the entry under another name.
std::string withoutColourProfile(std::string_view file) {
  constexpr std::string_view kEntry = "/OutputIntents";
  std::string pdf(file);
  for (auto at = pdf.find(kEntry); at != std::string::npos; at = pdf.find(kEntry, at)) pdf[at + 1] = 'X';
  return pdf;
}

}  // namespace

PdfFinding checkFilledPdf(std::string_view file, const PdfExpectation& expected) {
  preparePoppler();
  PdfFinding check;
  const auto pdf = withoutColourProfile(file);
  const std::unique_ptr<poppler::document> document(
      poppler::document::load_from_raw_data(pdf.data(), static_cast<int>(pdf.size())));
  if (!document || document->is_locked() || document->pages() < 1) {
    check.problems.push_back({"pdfUnreadable", {}});
    return check;
  }
  check.pages = document->pages();
  checkValues(Text(*document), expected, check.problems);
  checkFonts(*document, expected.fonts, check.problems);
  return check;
}

}  // namespace balalyk
