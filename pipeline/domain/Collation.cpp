#include "pipeline/domain/Collation.h"

#include <unicode/coll.h>

#include <memory>

#include "pipeline/Error.h"

namespace balalyk {
namespace {

// Making a collator takes milliseconds, and one may not be shared between threads while it compares.
const icu::Collator& collator() {
  thread_local const std::unique_ptr<icu::Collator> kept = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Collator> made(icu::Collator::createInstance(icu::Locale("ky"), status));
    if (U_SUCCESS(status)) made->setAttribute(UCOL_STRENGTH, UCOL_IDENTICAL, status);
    if (U_FAILURE(status)) throw Error("collationUnavailable", {{"detail", u_errorName(status)}});
    return made;
  }();
  return *kept;
}

icu::StringPiece piece(std::string_view text) {
  return {text.data(), static_cast<int32_t>(text.size())};
}

}  // namespace

int compareKyrgyz(std::string_view left, std::string_view right) {
  UErrorCode status = U_ZERO_ERROR;
  const auto result = collator().compareUTF8(piece(left), piece(right), status);
  return result == UCOL_LESS ? -1 : result == UCOL_GREATER ? 1 : 0;
}

std::string collationKey(std::string_view text) {
  const auto unicode = icu::UnicodeString::fromUTF8(piece(text));
  std::string key(static_cast<std::size_t>(unicode.length()) * 4 + 16, '\0');
  const auto make = [&] {
    return collator().getSortKey(unicode, reinterpret_cast<std::uint8_t*>(key.data()),
                                 static_cast<int32_t>(key.size()));
  };
  int32_t size = make();
  if (static_cast<std::size_t>(size) > key.size()) {
    key.resize(static_cast<std::size_t>(size));
    size = make();
  }
  key.resize(static_cast<std::size_t>(size));
  return key;
}

std::string collationVersion() {
  UVersionInfo version{};
  collator().getVersion(version);
  std::string text;
  for (const int part : version) text += (text.empty() ? "" : ".") + std::to_string(part);
  return text;
}

}  // namespace balalyk
