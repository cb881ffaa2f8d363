#include "signing/crypto/SignedWith.h"

namespace balalyk::signing {

SignedWith signedWith(const Certificate& certificate, const Certificate& issuer) {
  return signedWith(certificate.signatureName(), issuer);
}

SignedWith signedWith(SignatureName name, const Certificate& signer) {
  return {std::move(name), signer.keyType(), signer.keyBits()};
}

}  // namespace balalyk::signing
