#pragma once

#include "signing/crypto/Certificate.h"
#include "signing/crypto/SignatureName.h"

namespace balalyk::signing {

// What a thing is signed with: all that a policy asks about a signature, whatever was signed.
struct SignedWith {
  SignatureName name;
  KeyType keyType = KeyType::other;
  int keyBits = 0;
};

SignedWith signedWith(const Certificate& certificate, const Certificate& issuer);
SignedWith signedWith(SignatureName name, const Certificate& signer);

}  // namespace balalyk::signing
