#pragma once

#include <string_view>

namespace balalyk::signing {

class Certificate;

// What this library signs with; all over SHA-256 digests.
enum class SignatureAlgorithm { rsaSha256, ecdsaSha256 };

std::string_view uriOf(SignatureAlgorithm algorithm);  // the XML-DSig identifier

// The algorithm for a certificate's key: RSA of 2048, 3072 or 4096 bits, ECDSA on P-256 or P-384. Throws KeyError
// keyUnsupported for any other.
SignatureAlgorithm algorithmFor(const Certificate& certificate);

}  // namespace balalyk::signing
