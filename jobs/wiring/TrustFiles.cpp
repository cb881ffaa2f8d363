#include "jobs/wiring/TrustFiles.h"

#include "jobs/config/Settings.h"
#include "jobs/text/ReadFile.h"
#include "pipeline/Error.h"

namespace balalyk {

signing::TrustAnchors readAnchors(const std::filesystem::path& file) {
  const auto pem = readWholeFile(file);
  if (!pem) throw Error("trustAnchorsUnreadable", {{"file", file.string()}});
  return signing::TrustAnchors::fromPem(*pem);
}

signing::TrustAnchors signerAnchors(const Settings& settings) {
  return readAnchors(settings.path("keys.trustAnchors"));
}

signing::TrustAnchors authorityAnchors(const Settings& settings) {
  const auto own = settings.path("timestamps.trustAnchors");
  return own.empty() ? signerAnchors(settings) : readAnchors(own);
}

signing::ValidationPolicy readPolicy(const std::filesystem::path& file) {
  if (file.empty()) return {};
  const auto xml = readWholeFile(file);
  if (!xml) throw Error("fileUnreadable", {{"file", file.string()}});
  return signing::ValidationPolicy::fromXml(*xml);
}

}  // namespace balalyk
