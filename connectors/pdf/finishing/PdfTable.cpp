#include "connectors/pdf/finishing/PdfTable.h"

#include <algorithm>
#include <charconv>

#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr std::size_t kEntry = 20;  // «0000000019 00000 n » and a line feed: ISO 32000-1, 7.5.4
constexpr std::size_t kDigits = 10;
constexpr std::string_view kStart = "startxref\n";
constexpr std::size_t kMostLooked = 1 << 30;  // objects that lie within each other would take hours

[[noreturn]] void refuse() {
  throw StageError(Disposition::retry, {"officeFailed", {{"detail", "PDF table"}}});
}

bool standsAt(std::string_view text, std::size_t at, std::string_view part) {
  return at <= text.size() && text.substr(at).starts_with(part);
}

std::size_t numberAt(std::string_view text, std::size_t at) {
  std::size_t number = 0;
  if (at >= text.size()) refuse();
  const auto result = std::from_chars(text.data() + at, text.data() + text.size(), number);
  if (result.ec != std::errc()) refuse();
  return number;
}

void writeOffset(char* digits, std::size_t offset) {
  for (std::size_t i = kDigits; i > 0; --i, offset /= 10) digits[i - 1] = static_cast<char>('0' + offset % 10);
}

}  // namespace

PdfTable::PdfTable(std::string pdf) : pdf_(std::move(pdf)) {
  constexpr std::string_view kTable = "xref\n0 ";
  start_ = pdf_.rfind(kStart);
  if (start_ == std::string::npos) refuse();
  keyword_ = numberAt(pdf_, start_ + kStart.size());
  if (!standsAt(pdf_, keyword_, kTable)) refuse();
  const auto size = numberAt(pdf_, keyword_ + kTable.size());
  table_ = pdf_.find('\n', keyword_ + kTable.size()) + 1;
  if (table_ > start_ || size > (start_ - table_) / kEntry) refuse();
  size_ = static_cast<int>(size);
}

std::size_t PdfTable::entry(int number) const {
  if (number < 1 || number >= size_) refuse();
  return table_ + kEntry * static_cast<std::size_t>(number);
}

std::string_view PdfTable::object(int number) const {
  const auto at = numberAt(pdf_, entry(number));
  if (!standsAt(pdf_, at, std::to_string(number) + " 0 obj\n")) refuse();
  const auto next = pdf_.find("\nendobj", at);
  if (next == std::string::npos || next > keyword_) refuse();
  looked_ += next - at;
  if (looked_ > kMostLooked) refuse();
  return std::string_view(pdf_).substr(at, next + 7 - at);
}

std::string_view PdfTable::catalogue() const {
  const std::string_view pdf = pdf_;
  return object(pdfReference(pdf.substr(std::min(pdf.rfind("trailer"), pdf.size())), "/Root "));
}

void PdfTable::replace(int number, std::string object) {
  const auto old = this->object(number);
  replacements_[static_cast<std::size_t>(old.data() - pdf_.data())] = {old.size(), std::move(object)};
}

std::string PdfTable::take() && {
  moveEntries();
  return assembled();
}

void PdfTable::moveEntries() {
  std::vector<std::pair<std::size_t, std::size_t>> shifts{{0, 0}};  // from where on -> by how much, modulo its type
  for (const auto& [place, one] : replacements_) {
    shifts.emplace_back(place + 1, shifts.back().second + one.object.size() - one.size);
  }
  const auto moved = [&](std::size_t at) {
    const auto after = std::upper_bound(shifts.begin(), shifts.end(), at,
                                        [](std::size_t value, const auto& shift) { return value < shift.first; });
    return at + std::prev(after)->second;
  };
  for (int number = 1; number < size_; ++number) {
    const auto line = entry(number);
    if (pdf_[line + 17] == 'n') writeOffset(&pdf_[line], moved(numberAt(pdf_, line)));
  }
  const auto start = start_ + kStart.size();
  pdf_.replace(start, pdf_.find('\n', start) - start, std::to_string(moved(keyword_)));
}

std::string PdfTable::assembled() const {
  std::string result;
  result.reserve(pdf_.size() + 4096);
  std::size_t from = 0;
  for (const auto& [place, one] : replacements_) {
    if (place < from) refuse();  // an object within another one
    result.append(pdf_, from, place - from).append(one.object);
    from = place + one.size;
  }
  return result.append(pdf_, from);
}

int pdfReference(std::string_view text, std::string_view key) {
  const auto number = findPdfReference(text, key);
  if (!number) refuse();
  return *number;
}

std::optional<int> findPdfReference(std::string_view text, std::string_view key) {
  const auto number = findPdfNumber(text, key);
  if (!number || !standsAt(text, text.find(key) + key.size(), std::to_string(*number) + " 0 R")) return std::nullopt;
  return number;
}

std::optional<int> findPdfNumber(std::string_view text, std::string_view key) {
  const auto at = text.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  int number = 0;
  const auto result = std::from_chars(text.data() + at + key.size(), text.data() + text.size(), number);
  if (result.ec != std::errc() || number < 0) return std::nullopt;
  return number;
}

}  // namespace balalyk
