#include "connectors/office/filler/RowPattern.h"

#include <algorithm>
#include <com/sun/star/beans/XMultiPropertyStates.hpp>
#include <com/sun/star/beans/XPropertyState.hpp>
#include <com/sun/star/container/XEnumerationAccess.hpp>
#include <com/sun/star/text/XTextCursor.hpp>
#include <string_view>

#include "connectors/office/filler/Text.h"
#include "connectors/templates/Mark.h"

namespace balalyk::filler {

namespace css = com::sun::star;
using css::uno::Reference;
using css::uno::UNO_QUERY_THROW;
using rtl::OUString;

namespace {

constexpr std::string_view kField = "field ";  // no column's name has a space

// What a clerk sets in «Character» and «Paragraph», beside a style.
constexpr const char* kCharacters[] = {
    "CharWeight",   "CharPosture",       "CharUnderline",  "CharUnderlineColor", "CharUnderlineHasColor",
    "CharOverline", "CharStrikeout",     "CharWordMode",   "CharColor",          "CharBackColor",
    "CharFontName", "CharFontStyleName", "CharHeight",     "CharEscapement",     "CharEscapementHeight",
    "CharKerning",  "CharAutoKerning",   "CharScaleWidth", "CharCaseMap",        "CharContoured",
    "CharShadowed", "CharRelief",        "CharLocale"};
constexpr const char* kParagraphs[] = {
    "ParaAdjust",    "ParaLastLineAdjust", "ParaLeftMargin",  "ParaRightMargin",  "ParaFirstLineIndent",
    "ParaTopMargin", "ParaBottomMargin",   "ParaLineSpacing", "ParaKeepTogether", "ParaSplit",
    "ParaBackColor", "ParaTabStops",       "ParaOrphans",     "ParaWidows"};

template <std::size_t count>
void addDirect(std::vector<std::pair<OUString, css::uno::Any>>& format, const Reference<css::beans::XPropertySet>& of,
               const char* const (&names)[count]) {
  const Reference<css::beans::XPropertyState> state(of, UNO_QUERY_THROW);
  for (const char* name : names) {
    const auto wideName = OUString::createFromAscii(name);
    if (state->getPropertyState(wideName) != css::beans::PropertyState_DIRECT_VALUE) continue;
    const auto value = of->getPropertyValue(wideName);
    if (value.hasValue()) format.emplace_back(wideName, value);
  }
}

void addStyle(std::vector<std::pair<OUString, css::uno::Any>>& format, const Reference<css::beans::XPropertySet>& of,
              const char* property) {
  OUString name;
  of->getPropertyValue(OUString::createFromAscii(property)) >>= name;
  if (!name.isEmpty()) format.emplace_back(OUString::createFromAscii(property), css::uno::Any(name));
}

void apply(const Reference<css::text::XTextCursor>& cursor,
           const std::vector<std::pair<OUString, css::uno::Any>>& format) {
  const Reference<css::beans::XPropertySet> properties(cursor, UNO_QUERY_THROW);
  for (const auto& [name, value] : format) properties->setPropertyValue(name, value);
}

// The text that follows the cursor. False: there is none.
bool select(const Reference<css::text::XTextCursor>& cursor, const std::string& text) {
  constexpr sal_Int32 kMost = SAL_MAX_INT16;
  const auto length = wide(text).getLength();
  for (auto left = length; left > 0; left -= kMost)
    cursor->goRight(static_cast<sal_Int16>(std::min(left, kMost)), true);
  return length > 0;
}

// What else is in braces is text: a table that is not a list may have them.
bool isFilled(std::string_view text) {
  return text.starts_with(kField) || isMark(text);
}

}  // namespace

std::string RowPattern::fieldMark(const std::string& field) {
  return "{" + std::string(kField) + field + "}";
}

// Of a mark that is formatted in parts, its first letter's format counts.
void RowPattern::addPieces(Paragraph& paragraph, const std::string& text, const std::vector<Format>& formats) {
  const auto add = [&](bool isMark, std::string piece, const Format& format) {
    auto& pieces = paragraph.pieces;
    if (!isMark && !pieces.empty() && !pieces.back().isMark && pieces.back().format == format)
      pieces.back().text += piece;
    else
      pieces.push_back({isMark, std::move(piece), format});
  };
  for (std::size_t i = 0; i < text.size();) {
    const auto end = text[i] == '{' ? text.find('}', i) : std::string::npos;
    if (end == std::string::npos || !isFilled(std::string_view(text).substr(i + 1, end - i - 1))) {
      add(false, std::string(1, text[i]), formats[i]);
      ++i;
      continue;
    }
    add(true, text.substr(i + 1, end - i - 1), formats[i]);
    i = end + 1;
  }
}

RowPattern RowPattern::read(const Reference<css::text::XText>& cell) {
  RowPattern pattern;
  const Reference<css::container::XEnumerationAccess> paragraphs(cell, UNO_QUERY_THROW);
  for (const auto all = paragraphs->createEnumeration(); all->hasMoreElements();) {
    const Reference<css::container::XEnumerationAccess> portions(all->nextElement(), css::uno::UNO_QUERY);
    if (!portions.is()) continue;  // a table in the cell, which the linter refuses
    auto& paragraph = pattern.paragraphs_.emplace_back();
    const Reference<css::beans::XPropertySet> properties(portions, UNO_QUERY_THROW);
    addStyle(paragraph.format, properties, "ParaStyleName");
    addDirect(paragraph.format, properties, kParagraphs);
    std::string text;
    std::vector<Format> formats;  // of each byte of the text
    for (const auto each = portions->createEnumeration(); each->hasMoreElements();) {
      const Reference<css::text::XTextRange> portion(each->nextElement(), UNO_QUERY_THROW);
      const auto part = narrow(portion->getString());
      Format format;
      const Reference<css::beans::XPropertySet> characters(portion, UNO_QUERY_THROW);
      if (!part.empty()) {
        addStyle(format, characters, "CharStyleName");
        addDirect(format, characters, kCharacters);
      }
      pattern.plain_ = pattern.plain_ && format.empty();
      text += part;
      formats.resize(text.size(), format);
    }
    addPieces(paragraph, text, formats);
  }
  pattern.plain_ = pattern.plain_ && pattern.paragraphs_.size() <= 1;
  return pattern;
}

std::set<std::string> RowPattern::columns() const {
  std::set<std::string> columns;
  for (const auto& paragraph : paragraphs_)
    for (const auto& piece : paragraph.pieces)
      if (piece.isMark && !piece.text.starts_with(kField)) columns.insert(piece.text);
  return columns;
}

std::string RowPattern::valueOf(const Piece& piece, const Row& values, const Row& fields) {
  if (!piece.isMark) return piece.text;
  const bool ofField = piece.text.starts_with(kField);
  const auto& from = ofField ? fields : values;
  const auto value = from.find(ofField ? piece.text.substr(kField.size()) : piece.text);
  return value != from.end() ? value->second : std::string();
}

// A carriage return starts a paragraph, as setString understands it.
std::string RowPattern::textOf(const Row& values, const Row& fields) const {
  std::string text;
  for (const auto& paragraph : paragraphs_) {
    if (&paragraph != &paragraphs_.front()) text += '\r';
    for (const auto& piece : paragraph.pieces) text += valueOf(piece, values, fields);
  }
  return text;
}

void RowPattern::write(const Reference<css::text::XText>& cell, const Row& values, const Row& fields) const {
  cell->setString(wide(textOf(values, fields)));
  if (!plain_) format(cell, values, fields);
}

// From nothing: the text was set in place of one that was formatted otherwise.
void RowPattern::format(const Reference<css::text::XText>& cell, const Row& values, const Row& fields) const {
  const auto cursor = cell->createTextCursor();
  cursor->gotoEnd(true);
  Reference<css::beans::XMultiPropertyStates>(cursor, UNO_QUERY_THROW)->setAllPropertiesToDefault();
  cursor->gotoStart(false);
  for (const auto& paragraph : paragraphs_) {
    if (&paragraph != &paragraphs_.front()) cursor->goRight(1, false);
    apply(cursor, paragraph.format);
    for (const auto& piece : paragraph.pieces) {
      if (!select(cursor, valueOf(piece, values, fields))) continue;
      apply(cursor, piece.format);
      cursor->collapseToEnd();
    }
  }
}

}  // namespace balalyk::filler
