#include "connectors/identity/LimitedJson.h"

#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <cmath>

#include "connectors/identity/ProviderFault.h"
#include "pipeline/domain/Text.h"

namespace balalyk {

namespace {

constexpr int kDeepest = 16, kMostValues = 2'000;

bool withinLimits(std::string_view text) {
  if (text.empty() || text.size() > kLargestJson) return false;
  int depth = 0, values = 0;
  bool inText = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\0') return false;
    if (inText) {
      if (c == '\\') ++i;
      if (c == '"') inText = false;
      continue;
    }
    if (c == '"') inText = true;
    if (c == '{' || c == '[') ++depth, ++values;
    if (c == '}' || c == ']') --depth;
    if (c == ',') ++values;
    if (depth > kDeepest || depth < 0 || values > kMostValues) return false;
  }
  return depth == 0 && !inText;
}

}  // namespace

Poco::JSON::Object::Ptr limitedObject(std::string_view text) {
  requireOf(withinLimits(text), "notJson");
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
