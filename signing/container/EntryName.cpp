#include "signing/container/EntryName.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "signing/SigningError.h"

namespace balalyk::signing {
namespace {

bool isAsciiName(std::string_view name) {
  for (const unsigned char c : name) {
    if (c >= 0x80) return false;
  }
  return true;
}

bool isUnreserved(unsigned char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~' || c == '/';
}

int hexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// Controls, format marks (bidirectional overrides among them) and line separators have no place in a file's name.
bool hasRefusedCharacter(std::string_view name) {
  const auto size = static_cast<int32_t>(name.size());
  for (int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(name.data(), i, size, c);
    if (c < 0 || c == '\\' || c == ':') return true;
    const auto mask = U_GET_GC_MASK(c);
    if ((mask & (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK | U_GC_CN_MASK | U_GC_CS_MASK)) != 0) {
      return true;
    }
  }
  return false;
}

bool isNfc(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(status);
  const bool normal =
      U_SUCCESS(status) && nfc->isNormalizedUTF8({name.data(), static_cast<int32_t>(name.size())}, status);
  return normal && U_SUCCESS(status);
}

}  // namespace

bool isSafeEntryName(std::string_view name) {
  if (name.empty() || hasRefusedCharacter(name)) return false;
  for (std::size_t start = 0; start <= name.size();) {
    const std::size_t end = std::min(name.find('/', start), name.size());
    const std::string_view part = name.substr(start, end - start);
    if (part.empty() || part == "." || part == "..") return false;
    start = end + 1;
  }
  return isAsciiName(name) || isNfc(name);
}

std::string entryNameKey(std::string_view name) {
  std::string key;
  if (isAsciiName(name)) {
    for (const char c : name) key += (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
    return key;
  }
  UErrorCode status = U_ZERO_ERROR;
  const auto* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status)) throw SigningError("unicodeDataMissing");
  const auto text = icu::UnicodeString::fromUTF8({name.data(), static_cast<int32_t>(name.size())});
  fold->normalize(text, status).toUTF8String(key);
  if (U_FAILURE(status)) throw SigningError("unicodeDataMissing");
  return key;
}

std::string entryNameToUri(std::string_view name) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string uri;
  for (const unsigned char c : name) {
    if (isUnreserved(c)) {
      uri += static_cast<char>(c);
    } else {
      uri += {'%', kDigits[c >> 4], kDigits[c & 15]};
    }
  }
  return uri;
}

std::string entryNameFromUri(std::string_view uri) {
  std::string name;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    if (uri[i] != '%') {
      if (uri[i] == '?' || uri[i] == '#') return {};
      name += uri[i];
      continue;
    }
    if (i + 2 >= uri.size()) return {};
    const int high = hexValue(uri[i + 1]), low = hexValue(uri[i + 2]);
    if (high < 0 || low < 0) return {};
    name += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return isSafeEntryName(name) ? name : std::string{};
}

}  // namespace balalyk::signing
