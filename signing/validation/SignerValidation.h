#pragma once

#include <optional>
#include <vector>

#include "signing/validation/SignatureValidation.h"
#include "signing/validation/Verdict.h"

namespace balalyk::signing {

struct SignatureCertificates {
  std::optional<Certificate> signer;  // the one the signed property names
  std::vector<Certificate> others;    // all else that came with the signature
};

SignatureCertificates identifySigner(const SignatureFacts& facts);

// Judges the signer's certificate, its chain and their revocation at context.at, the time the signature is proved to
// have existed or that of validation. Returns the chain, empty when there is none.
std::vector<Certificate> checkSigner(const SignatureCertificates& certificates, const SignatureFacts& facts,
                                     const ValidationContext& context, Verdict& verdict);

// Whether every certificate of the chain below the anchor has a usable answer; notes what the policy wants noted.
bool checkRevocation(const std::vector<Certificate>& chain, const SignatureCertificates& certificates,
                     const SignatureFacts& facts, const ValidationContext& context, Verdict& verdict);

// Only whether an answer says that one of them was revoked; no answer is no failure.
bool checkNotRevoked(const std::vector<Certificate>& chain, const SignatureCertificates& certificates,
                     const SignatureFacts& facts, const ValidationContext& context, Verdict& verdict);

// Notes whether the policy allows something, with the sub-indication that fits.
void noteUse(std::string code, ValidationPolicy::Use use, std::map<std::string, std::string> params, Verdict& verdict);

}  // namespace balalyk::signing
