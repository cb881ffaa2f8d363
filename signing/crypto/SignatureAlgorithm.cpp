#include "signing/crypto/SignatureAlgorithm.h"

#include <string>

#include "signing/SigningError.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/crypto/Certificate.h"

namespace balalyk::signing {

std::string_view uriOf(SignatureAlgorithm algorithm) {
  return algorithm == SignatureAlgorithm::rsaSha256 ? kRsaSha256Uri : kEcdsaSha256Uri;
}

SignatureAlgorithm algorithmFor(const Certificate& certificate) {
  const int bits = certificate.keyBits();
  if (certificate.keyType() == KeyType::rsa && (bits == 2048 || bits == 3072 || bits == 4096)) {
    return SignatureAlgorithm::rsaSha256;
  }
  if (certificate.keyType() == KeyType::ec && (bits == 256 || bits == 384)) return SignatureAlgorithm::ecdsaSha256;
  throw KeyError("keyUnsupported", {{"bits", std::to_string(bits)}});
}

}  // namespace balalyk::signing
