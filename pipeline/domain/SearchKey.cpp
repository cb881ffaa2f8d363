#include "pipeline/domain/SearchKey.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "pipeline/domain/LookAlikes.h"

namespace balalyk {
namespace {

UChar32 foldLetter(UChar32 lower) {
  switch (foldLookAlike(static_cast<char32_t>(lower))) {
    case U'ң':
      return u'н';
    case U'ө':
      return u'о';
    case U'ү':
      return u'у';
    case U'ё':
      return u'е';
    default:
      return lower;
  }
}

bool isMark(UChar32 letter) {
  return (U_GET_GC_MASK(letter) & U_GC_M_MASK) != 0;
}

}  // namespace

std::string searchKey(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  auto unicode = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  unicode = icu::Normalizer2::getNFKCCasefoldInstance(status)->normalize(unicode, status);
  icu::UnicodeString key;
  bool space = false;
  for (int32_t at = 0; at < unicode.length(); at = unicode.moveIndex32(at, 1)) {
    const UChar32 letter = unicode.char32At(at);
    if (isMark(letter)) continue;  // a stress mark that has no composed form
    if (!u_isalnum(letter)) {
      space = !key.isEmpty();
      continue;
    }
    if (space) key.append(u' ');
    space = false;
    key.append(foldLetter(letter));
  }
  std::string bytes;
  key.toUTF8String(bytes);
  return bytes;
}

std::vector<std::string> searchWords(std::string_view text) {
  const std::string key = searchKey(text);
  std::vector<std::string> words;
  for (std::size_t begin = 0; begin < key.size();) {
    const auto end = std::min(key.find(' ', begin), key.size());
    words.push_back(key.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

}  // namespace balalyk
