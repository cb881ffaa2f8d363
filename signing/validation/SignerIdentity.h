#pragma once

#include <optional>
#include <vector>

#include "signing/crypto/Certificate.h"
#include "signing/validation/SignatureFacts.h"

namespace balalyk::signing {

struct SignatureCertificates {
  bool issuerAgrees = true;  // what the signed property says of the signer's issuer and number beside the digest
  std::optional<Certificate> signer;   // the one the signed property names
  std::vector<Certificate> others;     // all else that came with the signature
  std::vector<std::size_t> positions;  // of those: 0 in KeyInfo, else their number among facts.certificateValues
};

SignatureCertificates identifySigner(const SignatureFacts& facts);

}  // namespace balalyk::signing
