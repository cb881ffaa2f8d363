#pragma once

#include <string>

#include "signing/crypto/Certificate.h"

struct X509_algor_st;

namespace balalyk::signing {

struct AlgorithmNames {
  std::string algorithm;  // as a policy names it, "RSA-SHA256"; OpenSSL's name or the OID of what no policy can name
  std::string digest;     // "SHA-256"; empty when the algorithm has none beside itself (Ed25519)
};

// What a thing is signed with: all that a policy asks about a signature, whatever was signed.
struct SignedWith {
  AlgorithmNames names;
  KeyType keyType = KeyType::other;
  int keyBits = 0;
};

SignedWith signedWith(const Certificate& certificate, const Certificate& issuer);
SignedWith signedWith(AlgorithmNames names, const Certificate& signer);

// By its AlgorithmIdentifier. CMS names the digest apart; elsewhere that is null.
AlgorithmNames namesOf(const X509_algor_st* signature, const X509_algor_st* digest = nullptr);
std::string digestNameOf(const X509_algor_st* algorithm);  // "SHA-256", or the name or OID of one that is not known

}  // namespace balalyk::signing
