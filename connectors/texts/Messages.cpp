#include "connectors/texts/Messages.h"

#include <unicode/decimfmt.h>
#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>
#include <unicode/numfmt.h>

#include <mutex>
#include <set>
#include <stdexcept>

#include "connectors/texts/Catalogues.h"
#include "connectors/texts/Properties.h"

namespace balalyk {
namespace {

using Patterns = std::map<std::string, std::string, std::less<>>;

Patterns readCatalogue(std::string_view language) {
  Patterns patterns;
  for (auto& property : parseProperties(embeddedCatalogue(language), std::string(language) + ".properties"))
    patterns.emplace(std::move(property.key), std::move(property.value));
  return patterns;
}

// Read once a program, when its language is first asked for. An unknown one has none.
const Patterns& patternsOf(std::string_view language) {
  struct Read {
    std::once_flag once;
    Patterns patterns;
  };
  static auto& catalogues = *new std::map<std::string, Read, std::less<>>([] {
    std::map<std::string, Read, std::less<>> empty;
    for (const auto& name : Messages::languages()) empty[name];
    return empty;
  }());
  static const Patterns none;
  const auto found = catalogues.find(language);
  if (found == catalogues.end()) return none;
  std::call_once(found->second.once, [&] { found->second.patterns = readCatalogue(language); });
  return found->second.patterns;
}

std::string toUtf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

enum class ArgumentUse { text, number, choice };

// Argument name -> how the pattern uses it.
std::map<std::string, ArgumentUse> argumentsOf(const icu::UnicodeString& pattern) {
  UErrorCode status = U_ZERO_ERROR;
  UParseError where;
  const icu::MessagePattern parsed(pattern, &where, status);
  if (U_FAILURE(status)) throw std::logic_error("bad message pattern: " + toUtf8(pattern));
  std::map<std::string, ArgumentUse> names;
  for (int32_t i = 0; i + 1 < parsed.countParts(); ++i) {
    const auto& part = parsed.getPart(i);
    if (part.getType() != UMSGPAT_PART_TYPE_ARG_START) continue;
    auto& use = names[toUtf8(parsed.getSubstring(parsed.getPart(i + 1)))];
    const auto type = part.getArgType();
    if (type == UMSGPAT_ARG_TYPE_PLURAL || type == UMSGPAT_ARG_TYPE_SIMPLE) use = ArgumentUse::number;
    if (type == UMSGPAT_ARG_TYPE_SELECT) use = ArgumentUse::choice;
  }
  return names;
}

icu::Formattable asNumber(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  icu::Formattable number;
  number.setDecimalNumber(text, status);
  return U_SUCCESS(status) ? number : icu::Formattable(icu::UnicodeString::fromUTF8(text));
}

std::string format(const std::string& text, const icu::Locale& locale, const Messages::Params& params) {
  const icu::UnicodeString pattern = icu::UnicodeString::fromUTF8(text);
  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  for (const auto& [name, use] : argumentsOf(pattern)) {
    const auto given = params.find(name);
    // A select can say what to write when the argument is not there: `none {}`.
    const std::string value = given != params.end() ? given->second : use == ArgumentUse::choice ? "none" : "…";
    names.push_back(icu::UnicodeString::fromUTF8(name));
    values.push_back(use == ArgumentUse::number ? asNumber(value)
                                                : icu::Formattable(icu::UnicodeString::fromUTF8(value)));
  }
  UErrorCode status = U_ZERO_ERROR;
  const icu::MessageFormat message(pattern, locale, status);
  icu::UnicodeString result;
  message.format(names.data(), values.data(), static_cast<int32_t>(names.size()), result, status);
  return U_SUCCESS(status) ? toUtf8(result) : text;
}

}  // namespace

struct Messages::Catalogue {
  std::string language;
  icu::Locale locale;
  const Patterns& patterns;
  const Patterns& fallback;  // English
  std::unique_ptr<const icu::NumberFormat> numbers;

  explicit Catalogue(std::string_view name)
      : language(name), locale(language.c_str()), patterns(patternsOf(name)), fallback(patternsOf("en")) {
    UErrorCode status = U_ZERO_ERROR;
    numbers.reset(icu::NumberFormat::createInstance(locale, status));
    if (U_FAILURE(status)) throw std::runtime_error("ICU's data for numbers is missing");
  }

  const std::string* find(std::string_view key) const {
    if (const auto own = patterns.find(key); own != patterns.end()) return &own->second;
    const auto other = fallback.find(key);
    return other == fallback.end() ? nullptr : &other->second;
  }
};

Messages::Messages(std::string_view language, Zone zone)
    : catalogue_(std::make_unique<const Catalogue>(language)), zone_(std::move(zone)) {}

Messages::~Messages() = default;

std::string Messages::time(Timestamp time) const {
  return zone_.toMinutes(time);
}

const std::string& Messages::language() const {
  return catalogue_->language;
}

bool Messages::has(std::string_view key) const {
  return catalogue_->find(key) != nullptr;
}

std::string Messages::text(std::string_view key, const Params& params) const {
  const std::string* pattern = catalogue_->find(key);
  if (!pattern) return std::string(key);
  // Most are plain words: nothing in them is for MessageFormat.
  if (pattern->find_first_of("{'") == std::string::npos) return *pattern;
  return format(*pattern, catalogue_->locale, params);
}

std::string Messages::number(long long value) const {
  icu::UnicodeString text;
  return toUtf8(catalogue_->numbers->format(static_cast<int64_t>(value), text));
}

std::string Messages::decimal(double value, int digits) const {
  const std::unique_ptr<icu::NumberFormat> format(catalogue_->numbers->clone());
  format->setMinimumFractionDigits(digits);
  format->setMaximumFractionDigits(digits);
  icu::UnicodeString text;
  return toUtf8(format->format(value, text));
}

const std::vector<std::string>& Messages::languages() {
  static const std::vector<std::string> names = {"ky", "ru", "en"};
  return names;
}

std::vector<std::string> Messages::keys(std::string_view language) {
  std::vector<std::string> keys;
  for (const auto& [key, pattern] : patternsOf(language)) keys.push_back(key);
  return keys;
}

std::vector<std::string> Messages::arguments(std::string_view language, std::string_view key) {
  std::vector<std::string> names;
  const auto& patterns = patternsOf(language);
  const auto found = patterns.find(key);
  if (found == patterns.end()) return names;
  for (const auto& [name, use] : argumentsOf(icu::UnicodeString::fromUTF8(found->second))) names.push_back(name);
  return names;
}

std::string chooseLanguage(const std::string& setting, const std::map<std::string, std::string>& environment) {
  if (setting != "auto") return setting;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const auto variable = environment.find(name);
    if (variable == environment.end() || variable->second.empty()) continue;
    for (const auto& language : Messages::languages())
      if (variable->second == language || variable->second.starts_with(language + "_") ||
          variable->second.starts_with(language + "."))
        return language;
    break;  // the first that is set decides, as POSIX has it
  }
  return "en";
}

}  // namespace balalyk
