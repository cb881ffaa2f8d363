#pragma once

#include <string>

struct X509_algor_st;

namespace balalyk::signing {

// How something was signed, in the words of the policy; OpenSSL's name for what is not in the table of algorithms.
struct SignatureName {
  std::string algorithm;  // "RSA-SHA256", "RSA-PSS-SHA256", "ECDSA-SHA256"
  std::string digest;     // "SHA-256"; empty when the algorithm names none
};

SignatureName signatureNameOf(const X509_algor_st* identifier);

}  // namespace balalyk::signing
