#pragma once

#include <optional>
#include <vector>

#include "signing/report/Verdict.h"
#include "signing/validation/SignatureValidation.h"

namespace balalyk::signing {

struct SignatureCertificates {
  bool issuerAgrees = true;  // what the signed property says of the signer's issuer and number beside the digest
  std::optional<Certificate> signer;   // the one the signed property names
  std::vector<Certificate> others;     // all else that came with the signature
  std::vector<std::size_t> positions;  // of those: 0 in KeyInfo, else their number among facts.certificateValues
};

SignatureCertificates identifySigner(const SignatureFacts& facts);

struct ProvedTime;

// Judges the signer's certificate and its chain at context.at, the time the signature is proved to have existed or that
// of validation. Returns the chain, empty when there is none.
std::vector<Certificate> checkSigner(const SignatureCertificates& certificates, const SignatureFacts& facts,
                                     const ValidationContext& context, const ProvedTime& proved, Verdict& verdict);

}  // namespace balalyk::signing
