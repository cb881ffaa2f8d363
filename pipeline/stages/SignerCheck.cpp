#include "pipeline/stages/SignerCheck.h"

#include <algorithm>
#include <array>

#include "signing/xades/TrialSignature.h"

namespace balalyk {

namespace {

// What a check of the validator means for who holds the key. The first that fails is reported: the others follow
// from it.
struct Meaning {
  std::string_view check;
  const char* code;
};

constexpr std::array kMeanings{
    Meaning{"keyUsageAllowed", "certificateNotForSigning"},
    Meaning{"keySizeAllowed", "certificateKeyTooWeak"},
    Meaning{"certificateKeySizeAllowed", "certificateKeyTooWeak"},
    Meaning{"certificateAlgorithmAllowed", "certificateAlgorithmRefused"},
    Meaning{"signatureAlgorithmAllowed", "certificateAlgorithmRefused"},
    Meaning{"digestAlgorithmAllowed", "certificateAlgorithmRefused"},
    Meaning{"chainTrusted", "certificateNotTrusted"},
};

Problem meaningOf(const signing::Check& check) {
  const auto param = [&](const char* name) {
    const auto found = check.params.find(name);
    return found != check.params.end() ? found->second : std::string();
  };
  if (param("reason") == "chainIssuerMissing") return {"certificateIssuerMissing", {{"issuer", param("issuer")}}};
  if (check.code == "chainTrusted") {
    auto params = check.params;
    if (auto detail = param("detail"); !detail.empty()) params["reason"] = std::move(detail);
    return {"certificateNotTrusted", std::move(params)};
  }
  const auto known = std::ranges::find(kMeanings, check.code, &Meaning::check);
  if (known != kMeanings.end()) return {known->code, check.params};
  return {"certificateNotAccepted", {{"check", check.code}}};
}

constexpr std::size_t kMostKept = 256;

std::string certificatesOf(const signing::SigningKey& key) {
  auto certificates = signing::toHex(key.certificate().fingerprint());
  for (const auto& issuer : key.chain()) certificates += signing::toHex(issuer.fingerprint());
  return certificates;
}

}  // namespace

bool SignerCheck::wasFine(const std::string& certificates, std::chrono::sys_seconds at) const {
  const std::lock_guard lock(mutex_);
  const auto known = fine_.find(certificates);
  return known != fine_.end() && known->second == at;
}

void SignerCheck::noteFine(const std::string& certificates, std::chrono::sys_seconds at) const {
  const std::lock_guard lock(mutex_);
  if (fine_.size() >= kMostKept) fine_.clear();
  fine_[certificates] = at;
}

std::optional<Problem> SignerCheck::problemOf(const signing::SigningKey& key, std::chrono::sys_seconds at) const {
  try {
    const auto certificates = certificatesOf(key);
    if (wasFine(certificates, at)) return std::nullopt;
    checkValidity(key.certificate(), at);
    const auto failing = signing::failingChecksOf(validator_, key.certificate(), key.chain(), at);
    for (const auto& meaning : kMeanings)
      if (const auto check = std::ranges::find(failing, meaning.check, &signing::Check::code); check != failing.end())
        return meaningOf(*check);
    if (!failing.empty()) return meaningOf(failing.front());
    noteFine(certificates, at);
    return std::nullopt;
  } catch (const signing::SigningError& error) {
    return Problem{error.code(), error.params()};
  }
}

}  // namespace balalyk
