#include "pipeline/document/VoucherCsv.h"

#include "pipeline/document/DocumentWords.h"
#include "pipeline/document/Record.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Money.h"

namespace balalyk {
namespace {

constexpr std::string_view kByteOrderMark = "\uFEFF";

// RFC 4180 section 2, rules 5 to 7. A formula's first character would be run by a spreadsheet («CSV injection»).
std::string cell(std::string text) {
  static constexpr std::string_view kFormulaStarts = "=+-@\t\r";
  if (!text.empty() && kFormulaStarts.find(text.front()) != std::string_view::npos) text.insert(text.begin(), '\'');
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

void addRow(std::string& csv, const std::vector<std::string>& cells) {
  for (std::size_t at = 0; at < cells.size(); ++at) {
    if (at > 0) csv += ',';
    csv += cell(cells[at]);
  }
  csv += "\r\n";
}

// «Бала / Ребёнок» when the commission writes both languages.
std::string heading(CsvColumn column, const std::vector<Language>& languages) {
  std::string text;
  for (const auto language : languages) {
    const auto word = csvHeading(column, language);
    if (text == word) continue;
    if (!text.empty()) text += " / ";
    text += word;
  }
  return text;
}

}  // namespace

std::string voucherCsv(const VoucherList& list) {
  const auto languages = languagesOf(list);
  std::string csv(kByteOrderMark);
  std::vector<std::string> headings;
  for (const auto column : {CsvColumn::number, CsvColumn::child, CsvColumn::kindergarten, CsvColumn::amountPerMonth,
                            CsvColumn::from, CsvColumn::to, CsvColumn::protocolNumber, CsvColumn::protocolDate})
    headings.push_back(heading(column, languages));
  addRow(csv, headings);
  int number = 0;
  for (const auto& holder : list.holders)
    addRow(csv, {std::to_string(++number), holder.child.full(), list.kindergarten.name.in(languages.front()),
                 decimalMoney(holder.amountPerMonth), isoDate(holder.from), isoDate(holder.to), holder.protocolNumber,
                 isoDate(holder.protocolDate)});
  return csv;
}

}  // namespace balalyk
