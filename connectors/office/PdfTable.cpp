#include "connectors/office/PdfTable.h"

#include <charconv>
#include <cstdio>

#include "pipeline/Error.h"

namespace balalyk {

namespace {

constexpr std::size_t kEntry = 20;  // «0000000019 00000 n » and a line feed: ISO 32000-1, 7.5.4

[[noreturn]] void refuse() {
  throw StageError(Disposition::retry, {"officeFailed", {{"detail", "PDF table"}}});
}

std::size_t numberAt(std::string_view text, std::size_t at) {
  std::size_t number = 0;
  if (at >= text.size()) refuse();
  const auto result = std::from_chars(text.data() + at, text.data() + text.size(), number);
  if (result.ec != std::errc()) refuse();
  return number;
}

}  // namespace

PdfTable::PdfTable(std::string pdf) : pdf_(std::move(pdf)) {
  constexpr std::string_view kStart = "startxref\n", kTable = "xref\n0 ";
  const auto start = pdf_.rfind(kStart);
  if (start == std::string::npos) refuse();
  keyword_ = numberAt(pdf_, start + kStart.size());
  if (pdf_.compare(keyword_, kTable.size(), kTable) != 0) refuse();
  size_ = static_cast<int>(numberAt(pdf_, keyword_ + kTable.size()));
  table_ = pdf_.find('\n', keyword_ + kTable.size()) + 1;
  if (table_ + kEntry * static_cast<std::size_t>(size_) > start) refuse();
}

std::size_t PdfTable::entry(int number) const {
  if (number < 1 || number >= size_) refuse();
  return table_ + kEntry * static_cast<std::size_t>(number);
}

std::string_view PdfTable::object(int number) const {
  const auto at = numberAt(pdf_, entry(number));
  const std::string head = std::to_string(number) + " 0 obj\n";
  if (pdf_.compare(at, head.size(), head) != 0) refuse();
  const auto next = pdf_.find("\nendobj", at);
  if (next == std::string::npos) refuse();
  return std::string_view(pdf_).substr(at, next + 7 - at);
}

void PdfTable::replace(int number, const std::string& object) {
  const auto old = this->object(number);
  replacements_[static_cast<std::size_t>(old.data() - pdf_.data())] = {old.size(), object};
}

std::string PdfTable::take() && {
  const auto moved = [&](std::size_t at) {
    std::size_t shift = at;
    for (const auto& [place, replacement] : replacements_) {
      if (place < at) shift += replacement.second.size() - replacement.first;
    }
    return shift;
  };
  for (int number = 1; number < size_; ++number) {
    const auto line = entry(number);
    if (pdf_[line + 17] != 'n') continue;
    char text[11];
    std::snprintf(text, sizeof text, "%010zu", moved(numberAt(pdf_, line)));
    pdf_.replace(line, 10, text, 10);
  }
  const auto start = pdf_.find('\n', pdf_.rfind("startxref")) + 1;
  pdf_.replace(start, pdf_.find('\n', start) - start, std::to_string(moved(keyword_)));
  for (auto it = replacements_.rbegin(); it != replacements_.rend(); ++it) {
    pdf_.replace(it->first, it->second.first, it->second.second);
  }
  return std::move(pdf_);
}

}  // namespace balalyk
