#pragma once

#include <openssl/evp.h>

#include <span>
#include <string>
#include <string_view>

#include "signing/crypto/Certificate.h"
#include "signing/crypto/SignatureName.h"

namespace balalyk::signing {

inline constexpr std::string_view kRsaSha256Uri = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
inline constexpr std::string_view kEcdsaSha256Uri = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
inline constexpr std::string_view kSha256Uri = "http://www.w3.org/2001/04/xmlenc#sha256";

struct DigestMethod {
  std::string_view uri;
  std::string_view name;         // "SHA-256"
  std::string_view openSslName;  // "SHA256"
};

enum class SignatureScheme { rsaPkcs1, rsaPss, ecdsa };

struct SignatureMethod {
  std::string_view uri;
  std::string_view name;  // "RSA-SHA256"
  SignatureScheme scheme;
  std::string_view digest;  // OpenSSL's name

  SignatureName signatureName() const;
};

// The one table of what is understood: SHA-1 and SHA-224 too, so that a verdict can say what is wrong with them. What
// may be used is the policy's affair; the standard one allows neither. Null when the identifier is not in the table.
const DigestMethod* findDigestMethod(std::string_view uri);
const DigestMethod* findDigestMethodByName(std::string_view name);                // "SHA-256"
const DigestMethod* findDigestMethodByOpenSslName(std::string_view openSslName);  // "SHA256"
const SignatureMethod* findSignatureMethod(std::string_view uri);

const EVP_MD* openSslDigest(std::string_view openSslName);  // fetched once, shared
std::string digestWith(const DigestMethod& method, std::string_view bytes);

// Whether the value is a signature over these bytes (hashed here) by the key. A key of the wrong type is simply «no».
bool verifySignature(const SignatureMethod& method, EVP_PKEY* key, std::string_view bytes, std::string_view value);

// XML-DSig's fixed-width r and s, from and to the DER that OpenSSL speaks. Empty when it cannot be.
std::string ecdsaFromDer(std::string_view der, int curveBits);
std::string ecdsaToDer(std::string_view value, int curveBits);

}  // namespace balalyk::signing
