#include "connectors/identity/PersonClaims.h"

#include <algorithm>

#include "connectors/identity/LimitedJson.h"
#include "connectors/identity/ProviderFault.h"
#include "pipeline/domain/Text.h"

namespace balalyk {

namespace {

constexpr std::size_t kPinDigits = 14, kLongestCode = 20, kLongestName = 400;

std::string digitsIn(const Poco::JSON::Object& claims, const char* name, std::size_t most) {
  const auto value = claims.get(name);
  if (value.isEmpty()) return {};
  auto text =
      value.isInteger() && !value.isBoolean() ? value.convert<std::string>() : textOf(claims, name, most).value_or("");
  requireOf(std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }), "memberWrong");
  return text;
}

}  // namespace

std::string pinIn(const Poco::JSON::Object& claims, const char* name) {
  auto pin = digitsIn(claims, name, kPinDigits);
  requireOf(pin.empty() || pin.size() == kPinDigits, "pinForm");
  return pin;
}

std::string codeIn(const Poco::JSON::Object& claims, const char* name) {
  return digitsIn(claims, name, kLongestCode);
}

std::string nameIn(const Poco::JSON::Object& claims, const char* name) {
  return normaliseLine(textOf(claims, name, kLongestName).value_or(""));
}

}  // namespace balalyk
