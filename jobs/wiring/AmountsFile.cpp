#include "jobs/wiring/AmountsFile.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>

#include "pipeline/Error.h"
#include "pipeline/domain/IsoDate.h"
#include "signing/ReadFile.h"

namespace balalyk {
namespace {

using Json = Poco::JSON::Object;

constexpr std::int64_t kLargestBase = 1'000'000;  // som

// What is wrong is named by its key.
[[noreturn]] void refuse(const std::string& key) {
  throw Poco::DataFormatException(key);
}

std::map<std::string, std::int64_t> coefficients(const Json& rule, const std::string& key) {
  std::map<std::string, std::int64_t> values;
  const auto object = rule.getObject(key);
  if (!object) refuse(key);
  for (const auto& [name, value] : *object) {
    const auto coefficient = coefficientFrom(value.toString());
    if (!coefficient) refuse(key + "." + name);
    values[name] = *coefficient;
  }
  return values;
}

AmountRule ruleFrom(const Json& json) {
  for (const auto& [key, value] : json)
    if (key != "from" && key != "base" && key != "benefits" && key != "territories") refuse(key);
  const auto from = dateFromIso(json.optValue<std::string>("from", ""));
  if (!from) refuse("from");
  if (!json.get("base").isInteger()) refuse("base");  // 2000.5 would become 2000
  const auto base = json.getValue<std::int64_t>("base");
  if (base <= 0 || base > kLargestBase) refuse("base");
  AmountRule rule{.from = *from, .base = base * 100, .benefits = coefficients(json, "benefits"), .territories = {}};
  if (json.has("territories")) rule.territories = coefficients(json, "territories");
  for (const auto& [region, value] : rule.territories)
    if (region.empty() || region.find_first_not_of("0123456789") != std::string::npos) refuse("territories." + region);
  return rule;
}

}  // namespace

AmountRules readAmounts(const std::filesystem::path& file) {
  if (file.empty()) return countryAmounts();
  const auto text = signing::readWholeFile(file);
  if (!text) throw Error("fileUnreadable", {{"file", file.string()}});
  try {
    std::vector<AmountRule> rules;
    const auto root = Poco::JSON::Parser().parse(*text);
    for (const auto& item : *root.extract<Poco::JSON::Array::Ptr>()) {
      auto rule = ruleFrom(*item.extract<Json::Ptr>());
      if (std::ranges::find(rules, rule.from, &AmountRule::from) != rules.end()) refuse("from");
      rules.push_back(std::move(rule));
    }
    if (rules.empty()) refuse("[]");
    return AmountRules(std::move(rules));
  } catch (const Poco::Exception& e) {
    throw Error("amountsUnreadable", {{"file", file.string()}, {"detail", e.displayText()}});
  }
}

}  // namespace balalyk
