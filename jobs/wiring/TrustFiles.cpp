#include "jobs/wiring/TrustFiles.h"

#include "jobs/config/Settings.h"
#include "pipeline/Error.h"
#include "signing/ReadFile.h"
#include "signing/SigningError.h"

namespace balalyk {

signing::TrustAnchors readAnchors(const std::filesystem::path& file) {
  const auto bytes = signing::readWholeFile(file);
  if (!bytes) throw Error("trustAnchorsUnreadable", {{"file", file.string()}});
  try {
    if (bytes->find("-----BEGIN ") != std::string::npos) return signing::TrustAnchors::fromPem(*bytes);
    return signing::TrustAnchors({signing::Certificate::fromDer(*bytes)});
  } catch (const signing::CertificateError&) {
    throw Error("trustAnchorsWrong", {{"file", file.string()}});
  }
}

signing::TrustAnchors signerAnchors(const Settings& settings) {
  return readAnchors(settings.path("keys.trustAnchors"));
}

signing::TrustAnchors authorityAnchors(const Settings& settings) {
  const auto own = settings.path("timestamps.trustAnchors");
  return own.empty() ? signerAnchors(settings) : readAnchors(own);
}

signing::TrustAnchors checkAnchors(const Settings& settings) {
  const auto own = settings.path("check.trustAnchors");
  return own.empty() ? signerAnchors(settings) : readAnchors(own);
}

signing::TrustAnchors checkAuthorityAnchors(const Settings& settings) {
  return settings.path("timestamps.trustAnchors").empty() ? checkAnchors(settings) : authorityAnchors(settings);
}

signing::ValidationPolicy readPolicy(const std::filesystem::path& file) {
  if (file.empty()) return {};
  const auto xml = signing::readWholeFile(file);
  if (!xml) throw Error("fileUnreadable", {{"file", file.string()}});
  return signing::ValidationPolicy::fromXml(*xml);
}

}  // namespace balalyk
