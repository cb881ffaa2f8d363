#include "pipeline/domain/Text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include "pipeline/domain/LookAlikes.h"

namespace balalyk {
namespace {

icu::UnicodeString unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

std::string utf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

// Calls visit(code point) for each; U+FFFD for what is not UTF-8. Stops when visit returns true, and says so.
template <class Visit>
bool anyCodePoint(std::string_view text, Visit visit) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < size;) {
    UChar32 letter = 0;
    U8_NEXT_OR_FFFD(bytes, at, size, letter);
    if (visit(letter)) return true;
  }
  return false;
}

bool isInvisible(UChar32 letter) {
  if (u_isUWhiteSpace(letter)) return false;
  const auto category = u_charType(letter);
  return category == U_CONTROL_CHAR || category == U_FORMAT_CHAR ||
         u_hasBinaryProperty(letter, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool isUnreadable(UChar32 letter) {
  const auto category = u_charType(letter);
  return letter == 0xFFFD || category == U_UNASSIGNED || category == U_PRIVATE_USE_CHAR || category == U_SURROGATE;
}

icu::UnicodeString composed(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* form = icu::Normalizer2::getNFCInstance(status);
  return form->normalize(unicode(text), status);
}

// `from` without white space at its ends, one space for each run of it, look-alikes folded.
icu::UnicodeString tidied(const icu::UnicodeString& from) {
  icu::UnicodeString line;
  bool space = false;
  for (int32_t at = 0; at < from.length(); at = from.moveIndex32(at, 1)) {
    const UChar32 letter = from.char32At(at);
    if (u_isUWhiteSpace(letter)) {
      space = !line.isEmpty();
      continue;
    }
    if (space) line.append(u' ');
    space = false;
    line.append(static_cast<UChar32>(foldLookAlike(static_cast<char32_t>(letter))));
  }
  return line;
}

bool endsLine(UChar32 letter) {
  return letter == '\n' || letter == 0x85 || letter == 0x2028 || letter == 0x2029;
}

}  // namespace

std::string normaliseLine(std::string_view text) {
  return utf8(tidied(composed(text)));
}

std::string normaliseText(std::string_view text) {
  icu::UnicodeString all = composed(text);
  all.findAndReplace(icu::UnicodeString(u"\r\n"), icu::UnicodeString(u"\n"));
  all.findAndReplace(icu::UnicodeString(u"\r"), icu::UnicodeString(u"\n"));
  std::string result;
  int emptyLines = 0;
  int32_t begin = 0;
  for (int32_t at = 0; at <= all.length(); ++at) {
    if (at < all.length() && !endsLine(all.charAt(at))) continue;
    const auto line = tidied(all.tempSubStringBetween(begin, at));
    begin = at + 1;
    if (line.isEmpty()) {
      ++emptyLines;
      continue;
    }
    if (!result.empty()) result += emptyLines > 0 ? "\n\n" : "\n";
    emptyLines = 0;
    result += utf8(line);
  }
  return result;
}

bool latinInsideCyrillic(std::string_view text) {
  bool cyrillic = false;
  bool latin = false;
  return anyCodePoint(text, [&](UChar32 letter) {
    if (!u_isalpha(letter)) {
      cyrillic = latin = false;
      return false;
    }
    UErrorCode status = U_ZERO_ERROR;
    const auto script = uscript_getScript(letter, &status);
    cyrillic = cyrillic || script == USCRIPT_CYRILLIC;
    latin = latin || script == USCRIPT_LATIN;
    return cyrillic && latin;
  });
}

bool hasCyrillicLookAlikes(std::string_view text) {
  return anyCodePoint(text, [](UChar32 letter) { return hasCyrillicTwin(static_cast<char32_t>(u_tolower(letter))); });
}

std::string latinTwins(std::string_view text) {
  icu::UnicodeString folded;
  anyCodePoint(text, [&](UChar32 letter) {
    folded.append(static_cast<UChar32>(latinTwin(static_cast<char32_t>(letter))));
    return false;
  });
  return utf8(folded);
}

bool hasInvisibleMarks(std::string_view text) {
  return anyCodePoint(text, isInvisible);
}

std::string withoutInvisibleMarks(std::string_view text) {
  icu::UnicodeString kept;
  anyCodePoint(text, [&](UChar32 letter) {
    if (!isInvisible(letter)) kept.append(letter);
    return false;
  });
  return utf8(kept);
}

bool hasUnreadableCharacters(std::string_view text) {
  return anyCodePoint(text, isUnreadable);
}

std::string storable(std::string_view text) {
  icu::UnicodeString kept;
  anyCodePoint(text, [&](UChar32 letter) {
    kept.append(letter == 0 ? UChar32{0xFFFD} : letter);
    return false;
  });
  return utf8(kept);
}

bool hasLetters(std::string_view text) {
  return anyCodePoint(text, [](UChar32 letter) { return u_isalpha(letter) != 0; });
}

std::string beginningLarge(std::string_view text) {
  auto letters = unicode(text);
  if (!letters.isEmpty()) letters.replace(0, letters.moveIndex32(0, 1), u_totitle(letters.char32At(0)));
  return utf8(letters);
}

std::size_t length(std::string_view text) {
  std::size_t count = 0;
  anyCodePoint(text, [&](UChar32) {
    ++count;
    return false;
  });
  return count;
}

std::string shortened(std::string text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  text.resize(bytes);
  return text;
}

}  // namespace balalyk
