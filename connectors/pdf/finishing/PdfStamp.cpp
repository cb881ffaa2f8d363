#include "connectors/pdf/finishing/PdfStamp.h"

#include <openssl/sha.h>

#include <algorithm>
#include <ctime>
#include <iterator>
#include <string_view>

#include "connectors/pdf/finishing/ColourProfile.h"
#include "connectors/pdf/finishing/PdfPages.h"
#include "connectors/pdf/finishing/PdfTable.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

[[noreturn]] void refuse(const char* what) {
  throw StageError(Disposition::retry, {"officeFailed", {{"detail", std::string("PDF without ") + what}}});
}

// The first half of a SHA-256 in hexadecimal digits.
std::string identifierOf(std::string pdf, std::string_view document) {
  pdf += document;
  static constexpr std::string_view kDigits = "0123456789abcdef";
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(pdf.data()), pdf.size(), digest);
  std::string text;
  for (std::size_t i = 0; i < sizeof digest / 2; ++i) {
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 0xF];
  }
  return text;
}

std::string formatted(std::chrono::sys_seconds time, const char* format) {
  const std::time_t seconds = time.time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, format, &parts)};
}

bool fits(std::string_view text, std::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    const bool hex = digit || (text[i] >= 'A' && text[i] <= 'F');
    if (pattern[i] == '9' ? !digit : pattern[i] == 'F' ? !hex : text[i] != pattern[i]) return false;
  }
  return true;
}

// Writes `value` after each `before` where the text fits `pattern` (9: digit, F: hexadecimal digit). How many.
int overwrite(std::string& pdf, std::size_t from, std::string_view before, std::string_view pattern,
              std::string_view value) {
  int count = 0;
  for (auto at = pdf.find(before, from); at != std::string::npos; at = pdf.find(before, at + 1)) {
    if (!fits(std::string_view(pdf).substr(at + before.size()), pattern)) continue;
    pdf.replace(at + before.size(), value.size(), value);
    ++count;
  }
  return count;
}

// soffice 7.4 escapes the texts of its metadata twice: a title with quotation marks would be read out with «&quot;».
// The padding takes what becomes free, so nothing moves.
void unescapeOnce(std::string& pdf, std::size_t packet) {
  static constexpr std::string_view kTwice = "&amp;", kEscaped[] = {"amp;", "lt;", "gt;", "quot;", "apos;"};
  const auto end = pdf.find("<?xpacket end", packet);
  if (end == std::string::npos) refuse("an end of its metadata");
  const std::string_view old = std::string_view(pdf).substr(packet, end - packet);
  if (old.find(kTwice) == std::string_view::npos) return;
  std::string text;
  text.reserve(old.size());
  for (std::size_t at = 0; at < old.size();) {
    const auto next = std::min(old.find(kTwice, at), old.size());
    text.append(old, at, next - at);
    at = std::min(next + kTwice.size(), old.size());
    const auto follows = [&](std::string_view entity) { return old.substr(at).starts_with(entity); };
    if (next < old.size()) text += std::any_of(std::begin(kEscaped), std::end(kEscaped), follows) ? "&" : kTwice;
  }
  text.resize(old.size(), ' ');
  pdf.replace(packet, text.size(), text);
}

// PDF/A-2 (ISO 19005-2, 6.6.2.3) allows a property outside its own schemas only where the metadata describes it;
// soffice writes the PDF/UA identifier without that. The padding that every XMP packet has gives the room, so nothing
// moves.
void describeUaIdentifier(std::string& pdf, std::size_t packet) {
  static constexpr std::string_view kDescription =
      R"( <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/")"
      R"( xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#")"
      R"( xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>)"
      R"(<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>)"
      R"(<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>)"
      R"(<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>)"
      R"(<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>)"
      R"(<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>)"
      R"(<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li></rdf:Seq>)"
      R"(</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>)"
      "\n";
  const auto end = pdf.find("<?xpacket end", packet);
  if (pdf.find("<pdfuaid:part>", packet) > end) return;
  const auto schemas = pdf.find("</rdf:RDF>", packet);
  const auto padding = pdf.find("</x:xmpmeta>", packet) + std::string_view("</x:xmpmeta>").size();
  if (end == std::string::npos || schemas > end || padding > end || end - padding < kDescription.size() ||
      pdf.find_first_not_of(" \n", padding) != end) {
    refuse("room in its metadata");
  }
  pdf.erase(padding, kDescription.size());
  pdf.insert(schemas, kDescription);
}

}  // namespace

std::string stampPdf(std::string pdf, std::chrono::sys_seconds created, std::string_view document) {
  PdfTable table(std::move(pdf));
  dateColourProfile(table, created);
  tagPages(table);
  pdf = std::move(table).take();
  const auto information = pdf.rfind("/CreationDate(D:");
  if (information == std::string::npos) refuse("a creation date");
  const auto compact = formatted(created, "%Y%m%d%H%M%S");
  if (overwrite(pdf, information, "/CreationDate(D:", "99999999999999Z')", compact) != 1) refuse("a creation date");
  overwrite(pdf, information, "/ModDate(D:", "99999999999999Z')", compact);

  const auto packet = pdf.rfind("<x:xmpmeta");
  if (packet == std::string::npos) refuse("metadata");
  const auto iso = formatted(created, "%Y-%m-%dT%H:%M:%SZ");
  if (overwrite(pdf, packet, "<xmp:CreateDate>", "9999-99-99T99:99:99Z<", iso) != 1) refuse("a date in its metadata");
  overwrite(pdf, packet, "<xmp:ModifyDate>", "9999-99-99T99:99:99Z<", iso);

  unescapeOnce(pdf, packet);
  describeUaIdentifier(pdf, packet);

  const std::string none(32, '0');
  const std::string pattern(32, 'F');
  const auto trailer = pdf.rfind("trailer");
  if (trailer == std::string::npos) refuse("a trailer");
  const auto stampIds = [&](const std::string& id) {
    return overwrite(pdf, trailer, "/ID [ <", pattern + ">", id) + overwrite(pdf, trailer, ">\n<", pattern + ">", id) +
           overwrite(pdf, trailer, "/DocChecksum /", pattern, id);
  };
  if (stampIds(none) != 3) refuse("identifiers");
  std::string id = identifierOf(pdf, document);
  for (auto& c : id) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  stampIds(id);
  return pdf;
}

}  // namespace balalyk
