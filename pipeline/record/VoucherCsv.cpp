#include "pipeline/record/VoucherCsv.h"

#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Money.h"
#include "pipeline/record/DocumentWords.h"
#include "pipeline/record/Record.h"

namespace balalyk {
namespace {

constexpr std::string_view kByteOrderMark = "\uFEFF";

// The length of the character at the beginning that a spreadsheet takes as the start of a formula; 0: there is none.
std::size_t formulaStart(std::string_view text) {
  for (const std::string_view start : {"=", "+", "-", "@", "＝", "＋", "－", "＠"})
    if (text.starts_with(start)) return start.size();
  return 0;
}

// A formula's first character would be run by a spreadsheet («CSV injection»). Excel splits lines at the separator of
// its system's settings, in Russian and Kyrgyz «;», whatever the file says, and passes over blanks and quotation marks:
// so what follows such a separator within a cell counts as a beginning too.
std::string withoutFormulas(std::string_view text) {
  std::string safe;
  bool beginning = true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (beginning && formulaStart(text.substr(at)) > 0) safe += '\'';
    if (c == ';' || c == '\t' || c == '\r' || c == '\n') {
      beginning = true;
    } else if (c == '\xC2' && at + 1 < text.size() && text[at + 1] == '\xA0') {  // U+00A0, a blank too
      safe += text.substr(at++, 2);
      continue;
    } else if (c != ' ' && c != '"') {
      beginning = false;
    }
    safe += c;
  }
  return safe;
}

// RFC 4180 section 2, rules 5 to 7; «;» is quoted for programs that take it as the separator.
std::string cell(std::string_view value) {
  auto text = withoutFormulas(value);
  if (text.find_first_of("\",;\t\r\n") == std::string::npos) return text;
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
