#include "signing/validation/SignerIdentity.h"

#include <algorithm>

#include "signing/Effort.h"
#include "signing/SigningError.h"
#include "signing/certificates/IssuerSerial.h"
#include "signing/crypto/AlgorithmTable.h"

namespace balalyk::signing {
namespace {

std::optional<Certificate> parse(const std::string& der) {
  constexpr std::uint64_t kEach = 40'000, kForEachByte = 60;
  Effort::spend(kEach + der.size() * kForEachByte);
  try {
    return Certificate::fromDer(der);
  } catch (const CertificateError&) {
    return std::nullopt;  // what cannot be read cannot be the signer's; if it was needed the chain will miss it
  }
}

bool matches(const CertificateDigestFacts& facts, const Certificate& certificate) {
  const auto* method = findDigestMethod(facts.digestMethod);
  return method != nullptr && digestWith(*method, certificate.der()) == facts.digestValue;
}

// Which of those that the property names the certificates have; some writers name issuers too, in any order.
const CertificateDigestFacts* namedBy(const SignatureFacts& facts, const std::vector<std::optional<Certificate>>& all) {
  for (const auto& named : facts.signingCertificate) {
    const auto isNamed = [&](const auto& certificate) { return certificate && matches(named, *certificate); };
    if (std::ranges::any_of(all, isNamed)) return &named;
  }
  return nullptr;
}

}  // namespace

// The signed property names the certificate by its digest; KeyInfo merely carries it.
SignatureCertificates identifySigner(const SignatureFacts& facts) {
  SignatureCertificates found;
  const auto keep = [&](Certificate certificate, std::size_t position) {
    found.others.push_back(std::move(certificate));
    found.positions.push_back(position);
  };
  std::vector<std::optional<Certificate>> carried;
  for (const auto& der : facts.certificates) carried.push_back(parse(der));
  const auto* named = namedBy(facts, carried);
  for (auto& certificate : carried) {
    if (!certificate) continue;
    if (!found.signer && named != nullptr && matches(*named, *certificate)) {
      found.issuerAgrees = named->issuerSerial.empty() || issuerSerialMatches(named->issuerSerial, *certificate);
      found.signer = std::move(certificate);
    } else {
      keep(*std::move(certificate), 0);
    }
  }
  for (std::size_t i = 0; i < facts.certificateValues.size(); ++i) {
    if (auto certificate = parse(facts.certificateValues[i])) keep(*std::move(certificate), i + 1);
  }
  return found;
}

}  // namespace balalyk::signing
