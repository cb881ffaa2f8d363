#include "jobs/output/FileNames.h"

#include "connectors/texts/Messages.h"
#include "connectors/texts/TextWidth.h"
#include "pipeline/domain/IsoDate.h"

namespace balalyk {

std::string safeFileName(const std::string& text, std::size_t maxBytes) {
  std::string name;
  for (const char c : printable(text))
    name += std::string_view("/\\:*?\"<>|").find(c) == std::string_view::npos ? c : '-';
  if (name.size() > maxBytes) {
    name.resize(maxBytes);
    // Not in the middle of a character.
    while (!name.empty() && (static_cast<unsigned char>(name.back()) & 0xC0) == 0x80) name.pop_back();
    if (!name.empty() && (static_cast<unsigned char>(name.back()) & 0x80)) name.pop_back();
  }
  const auto first = name.find_first_not_of(" .-");
  if (first == std::string::npos) return "-";
  return name.substr(first, name.find_last_not_of(" .") - first + 1);
}

std::string fileStem(const Document& document, const Messages& messages) {
  std::string stem = document.number;
  if (document.date && document.kind != Kind::voucherList) stem += " " + isoDate(*document.date);
  stem += " " + messages.text("kind." + std::string(toString(document.kind)));
  if (document.revision > 1)
    stem += " " + messages.text("export.revision", {{"revision", std::to_string(document.revision)}});
  return safeFileName(stem);
}

}  // namespace balalyk
