#pragma once

#include "signing/validation/SignatureValidation.h"
#include "signing/report/Verdict.h"

namespace balalyk::signing {

// Finds and digests all that the signature refers to, and sees that nothing is left unsigned. Gives the files in the
// report; returns what the references mean, one after the other, when an archive time stamp needs it.
std::string checkSignedData(const SignatureFacts& facts, const ValidationContext& context, SignatureReport& report,
                            Verdict& verdict);

// The same bytes for a signature whose files are in this container.
std::string referencedBytes(const SignatureFacts& facts, const AsicPackage& package);

}  // namespace balalyk::signing
