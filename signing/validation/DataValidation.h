#pragma once

#include "signing/report/Verdict.h"
#include "signing/validation/SignatureValidation.h"

namespace balalyk::signing {

// What a signature's references mean, one after the other, where a time stamp needs it.
struct ReferencedBytes {
  std::string all;   // for archive time stamps
  std::string data;  // without the signed properties, for content time stamps
};

// Finds and digests all that the signature refers to, and sees that nothing is left unsigned. Gives the files in the
// report.
ReferencedBytes checkSignedData(const SignatureFacts& facts, const ValidationContext& context, SignatureReport& report,
                                Verdict& verdict);

// All of them for a signature whose files are in this container.
std::string referencedBytes(const SignatureFacts& facts, const AsicPackage& package);

}  // namespace balalyk::signing
