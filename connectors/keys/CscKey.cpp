#include "connectors/keys/CscKey.h"

#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <set>

#include "connectors/keys/CscErrors.h"
#include "signing/keys/SignatureCheck.h"

namespace balalyk {

namespace {

using signing::Digest;
using signing::KeyError;
using signing::Secret;
using signing::SignatureAlgorithm;

// The service's names (X.509's OIDs) for the signatures we make, the best first.
std::string algorithmOidFor(SignatureAlgorithm algorithm, const std::vector<std::string>& offered) {
  const std::vector<std::string> wanted =
      algorithm == SignatureAlgorithm::rsaSha256
          ? std::vector<std::string>{"1.2.840.113549.1.1.11", "1.2.840.113549.1.1.1"}
          : std::vector<std::string>{"1.2.840.10045.4.3.2"};
  for (const auto& oid : wanted)
    if (std::find(offered.begin(), offered.end(), oid) != offered.end()) return oid;
  throw KeyError("cscAlgorithmMissing");
}

bool endsTheKey(const KeyError& error) {
  static const std::set<std::string> codes{"keyPinWrong",    "keyPinLocked",        "keyOutcomeUnknown",
                                           "cscHashRefused", "signatureValueWrong", "cscCredentialDisabled"};
  return codes.contains(error.code());
}

CscCredential pinned(CscCredential credential, const std::string& certificateSha256) {
  if (signing::toHex(credential.certificates.front().fingerprint()) != certificateSha256) {
    throw KeyError("certificateUnknown");
  }
  return credential;
}

}  // namespace

CscKey::CscKey(std::unique_ptr<CscService> service, Settings settings, Secret pin, OneTimePassword oneTimePassword)
    : service_(std::move(service)),
      settings_(std::move(settings)),
      pin_(std::move(pin)),
      oneTimePassword_(std::move(oneTimePassword)),
      credential_(pinned(service_->info(settings_.credential), settings_.certificateSha256)),
      chain_(credential_.certificates.begin() + 1, credential_.certificates.end()),
      algorithm_(signing::algorithmFor(certificate())),
      algorithmOid_(algorithmOidFor(algorithm_, credential_.algorithms)) {
  // A self-signed root adds nothing to a signature.
  std::erase_if(chain_, [](const auto& one) { return X509_check_issued(one.native(), one.native()) == X509_V_OK; });
  if (credential_.oneTimePasswords.empty()) prove();
}

void CscKey::prove() {
  Digest digest;
  if (RAND_bytes(digest.data(), static_cast<int>(digest.size())) != 1) throw KeyError("keyOperationFailed");
  authorise({&digest, 1});
}

CscActivation CscKey::authorise(std::span<const Digest> digests) {
  std::vector<std::pair<std::string, const Secret*>> answers;
  for (const auto& id : credential_.pins) answers.emplace_back(id, &pin_);
  std::optional<Secret> once;
  for (const auto& id : credential_.oneTimePasswords) {
    once = oneTimePassword_();
    if (!once) throw KeyError("keyOneTimePasswordMissing");
    answers.emplace_back(id, &*once);
  }
  return service_->authorise(settings_.credential, digests, answers);
}

std::vector<std::string> CscKey::sign(std::span<const Digest> digests) {
  const std::lock_guard lock(mutex_);
  if (stopped_) throw KeyError(*stopped_);
  std::vector<std::string> values;
  try {
    while (values.size() < digests.size()) {
      const auto rest = digests.subspan(values.size());
      signByOneAuthorisation(rest.first(std::min(rest.size(), credential_.mostSignatures)), values);
    }
  } catch (const KeyError& error) {
    if (endsTheKey(error)) stopped_ = error;
    if (values.empty()) throw;
    throw signing::PartlySigned(error, std::move(values));
  }
  return values;
}

void CscKey::signByOneAuthorisation(std::span<const Digest> digests, std::vector<std::string>& values) {
  const auto atOnce = settings_.hashesAtOnce == 0 ? digests.size() : settings_.hashesAtOnce;
  auto activation = authorise(digests);
  for (int expired = 0; !digests.empty();) {
    const auto some = digests.first(std::min(digests.size(), atOnce));
    try {
      if (std::chrono::steady_clock::now() >= activation.expires) throw KeyError("cscSadExpired");
      for (auto& value : checked(some, service_->signHashes(settings_.credential, activation, some, algorithmOid_)))
        values.push_back(std::move(value));
    } catch (const KeyError& error) {
      // It refused, so it signed nothing: what is left may be authorised again.
      if (error.code() != "cscSadExpired" || ++expired > 1) throw;
      activation = authorise(digests);
      continue;
    }
    digests = digests.subspan(some.size());
  }
}

// Before anything is made of them: a value of another key, or of another digest, ends the batch.
std::vector<std::string> CscKey::checked(std::span<const Digest> digests, std::vector<std::string> values) const {
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto& value = values[i];
    // Services give ECDSA values in DER or as they are.
    if (algorithm_ == SignatureAlgorithm::ecdsaSha256 &&
        !signing::signatureFits(certificate(), algorithm_, digests[i], value)) {
      value = signing::ecdsaValueFromDer(value, certificate());
    }
    if (!signing::signatureFits(certificate(), algorithm_, digests[i], value)) throw KeyError("signatureValueWrong");
  }
  return values;
}

}  // namespace balalyk
