#include "connectors/identity/LimitedJson.h"

#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <cmath>

#include "connectors/identity/ProviderFault.h"
#include "pipeline/domain/Text.h"
#include "signing/JsonLimits.h"

namespace balalyk {

namespace {

constexpr signing::JsonLimits kLimits{.depth = 16, .values = 2'000};

}  // namespace

Poco::JSON::Object::Ptr limitedObject(std::string_view text) {
  requireOf(!text.empty() && text.size() <= kLargestJson && signing::withinLimits(text, kLimits), "notJson");
  try {
    auto object = Poco::JSON::Parser().parse(std::string(text)).extract<Poco::JSON::Object::Ptr>();
    requireOf(!object.isNull(), "notJson");
    return object;
  } catch (const Poco::Exception&) {
    throw ProviderFault("notJson");
  }
}

std::optional<std::string> textOf(const Poco::JSON::Object& object, const std::string& name, std::size_t most) {
  const auto value = object.get(name);
  if (value.isEmpty()) return std::nullopt;
  requireOf(value.isString(), "memberWrong");
  auto text = value.extract<std::string>();
  requireOf(text.size() <= most && !hasUnreadableCharacters(text) && !hasInvisibleMarks(text), "memberWrong");
  return text;
}

std::optional<double> timeOf(const Poco::JSON::Object& object, const std::string& name) {
  const auto value = object.get(name);
  if (value.isEmpty()) return std::nullopt;
  requireOf(value.isNumeric() && !value.isBoolean(), "memberWrong");
  double time = 0;
  try {
    time = value.convert<double>();
  } catch (const Poco::Exception&) {
    throw ProviderFault("memberWrong");
  }
  requireOf(std::isfinite(time) && time >= 0 && time < 1e11, "memberWrong");
  return time;
}

}  // namespace balalyk
