#pragma once

#include <vector>

#include "signing/report/Verdict.h"
#include "signing/validation/SignatureValidation.h"
#include "signing/validation/SignerIdentity.h"

namespace balalyk::signing {

struct ProvedTime;

// Judges the signer's certificate and its chain at context.at, the time the signature is proved to have existed or that
// of validation. Returns the chain, empty when there is none.
std::vector<Certificate> checkSigner(const SignatureCertificates& certificates, const SignatureFacts& facts,
                                     const ValidationContext& context, const ProvedTime& proved, Verdict& verdict);

}  // namespace balalyk::signing
