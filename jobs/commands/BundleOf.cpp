#include "jobs/commands/BundleOf.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

namespace balalyk {
namespace {

constexpr const char* kBundle = "bundle";

}  // namespace

std::optional<std::string> bundleOf(const Document& document) {
  for (const auto& problem : document.problems)
    if (const auto found = problem.params.find(kBundle); found != problem.params.end()) return found->second;
  return std::nullopt;
}

std::optional<std::string> bundleOf(const Document& document, AuditTrail& audit) {
  auto bundle = bundleOf(document);
  if (bundle) return bundle;
  for (const auto& entry : audit.ofDocument(document.id)) {
    if (entry.event != toString(State::quarantined)) continue;
    const auto detail = Poco::JSON::Parser().parse(entry.detail).extract<Poco::JSON::Object::Ptr>();
    if (detail->has(kBundle)) bundle = detail->getValue<std::string>(kBundle);
  }
  return bundle;
}

}  // namespace balalyk
