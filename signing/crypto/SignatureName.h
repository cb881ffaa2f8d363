#pragma once

#include <string>

struct X509_algor_st;

namespace balalyk::signing {

// How something was signed, in the words of the policy; OpenSSL's name or the OID of what is not in the table of
// algorithms.
struct SignatureName {
  std::string algorithm;  // "RSA-SHA256", "RSA-PSS-SHA256", "ECDSA-SHA256"
  std::string digest;     // "SHA-256"; empty when the algorithm names none (Ed25519)
};

// By the AlgorithmIdentifier of the signature. CMS names the digest apart; elsewhere that is null.
SignatureName signatureNameOf(const X509_algor_st* signature, const X509_algor_st* digest = nullptr);

std::string digestNameOf(const X509_algor_st* algorithm);  // "SHA-256"

}  // namespace balalyk::signing
