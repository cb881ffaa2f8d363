#include "signing/crypto/AlgorithmTable.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

#include <array>
#include <map>

#include "signing/Effort.h"
#include "signing/Handles.h"
#include "signing/SigningError.h"

namespace balalyk::signing {
namespace {

constexpr std::array kDigests{
    DigestMethod{kSha256Uri, "SHA-256", "SHA256"},
    DigestMethod{"http://www.w3.org/2001/04/xmldsig-more#sha384", "SHA-384", "SHA384"},
    DigestMethod{"http://www.w3.org/2001/04/xmlenc#sha512", "SHA-512", "SHA512"},
    DigestMethod{"http://www.w3.org/2007/05/xmldsig-more#sha3-256", "SHA3-256", "SHA3-256"},
    DigestMethod{"http://www.w3.org/2007/05/xmldsig-more#sha3-384", "SHA3-384", "SHA3-384"},
    DigestMethod{"http://www.w3.org/2007/05/xmldsig-more#sha3-512", "SHA3-512", "SHA3-512"},
    DigestMethod{"http://www.w3.org/2000/09/xmldsig#sha1", "SHA-1", "SHA1"},
    DigestMethod{"http://www.w3.org/2001/04/xmldsig-more#sha224", "SHA-224", "SHA224"},
};

using enum SignatureScheme;
constexpr std::array kSignatures{
    SignatureMethod{kRsaSha256Uri, "RSA-SHA256", rsaPkcs1, "SHA256"},
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", "RSA-SHA384", rsaPkcs1, "SHA384"},
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "RSA-SHA512", rsaPkcs1, "SHA512"},
    SignatureMethod{"http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", "RSA-PSS-SHA256", rsaPss, "SHA256"},
    SignatureMethod{"http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1", "RSA-PSS-SHA384", rsaPss, "SHA384"},
    SignatureMethod{"http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1", "RSA-PSS-SHA512", rsaPss, "SHA512"},
    SignatureMethod{"http://www.w3.org/2007/05/xmldsig-more#sha3-256-rsa-MGF1", "RSA-PSS-SHA3-256", rsaPss, "SHA3-256"},
    SignatureMethod{"http://www.w3.org/2007/05/xmldsig-more#sha3-384-rsa-MGF1", "RSA-PSS-SHA3-384", rsaPss, "SHA3-384"},
    SignatureMethod{"http://www.w3.org/2007/05/xmldsig-more#sha3-512-rsa-MGF1", "RSA-PSS-SHA3-512", rsaPss, "SHA3-512"},
    SignatureMethod{kEcdsaSha256Uri, "ECDSA-SHA256", ecdsa, "SHA256"},
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", "ECDSA-SHA384", ecdsa, "SHA384"},
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", "ECDSA-SHA512", ecdsa, "SHA512"},
    SignatureMethod{"http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-256", "ECDSA-SHA3-256", ecdsa, "SHA3-256"},
    SignatureMethod{"http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-384", "ECDSA-SHA3-384", ecdsa, "SHA3-384"},
    SignatureMethod{"http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-512", "ECDSA-SHA3-512", ecdsa, "SHA3-512"},
    SignatureMethod{"http://www.w3.org/2000/09/xmldsig#rsa-sha1", "RSA-SHA1", rsaPkcs1, "SHA1"},
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#rsa-sha224", "RSA-SHA224", rsaPkcs1, "SHA224"},
    SignatureMethod{"http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1", "RSA-PSS-SHA1", rsaPss, "SHA1"},
    SignatureMethod{"http://www.w3.org/2007/05/xmldsig-more#sha224-rsa-MGF1", "RSA-PSS-SHA224", rsaPss, "SHA224"},
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1", "ECDSA-SHA1", ecdsa, "SHA1"},
    SignatureMethod{"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha224", "ECDSA-SHA224", ecdsa, "SHA224"},
};

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

bool fits(SignatureScheme scheme, const EVP_PKEY* key) {
  const int type = EVP_PKEY_get_base_id(key);
  if (scheme == ecdsa) return type == EVP_PKEY_EC;
  return type == EVP_PKEY_RSA || (scheme == rsaPss && type == EVP_PKEY_RSA_PSS);
}

std::size_t fieldBytes(int curveBits) {
  return static_cast<std::size_t>(curveBits + 7) / 8;
}

}  // namespace

const DigestMethod* findDigestMethod(std::string_view uri) {
  for (const auto& method : kDigests) {
    if (method.uri == uri) return &method;
  }
  return nullptr;
}

const DigestMethod* findDigestMethodByName(std::string_view name) {
  for (const auto& method : kDigests) {
    if (method.name == name) return &method;
  }
  return nullptr;
}

const DigestMethod* findDigestMethodByOpenSslName(std::string_view openSslName) {
  for (const auto& method : kDigests) {
    if (method.openSslName == openSslName) return &method;
  }
  return nullptr;
}

const SignatureMethod* findSignatureMethod(std::string_view uri) {
  for (const auto& method : kSignatures) {
    if (method.uri == uri) return &method;
  }
  return nullptr;
}

SignatureName SignatureMethod::signatureName() const {
  return {std::string{name}, std::string{findDigestMethodByOpenSslName(digest)->name}};
}

const EVP_MD* openSslDigest(std::string_view openSslName) {
  static const auto fetched = [] {
    std::map<std::string_view, std::unique_ptr<EVP_MD, Deleter<EVP_MD_free>>> all;
    for (const auto& method : kDigests) {
      all[method.openSslName].reset(EVP_MD_fetch(nullptr, method.openSslName.data(), nullptr));
    }
    return all;
  }();
  const auto found = fetched.find(openSslName);
  if (found == fetched.end() || !found->second) throw SigningError("digestUnavailable");
  return found->second.get();
}

std::string digestWith(const DigestMethod& method, std::string_view bytes) {
  constexpr std::uint64_t kForEachByte = 3;
  Effort::spend(bytes.size() * kForEachByte);
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                 openSslDigest(method.openSslName), nullptr) != 1) {
    throw SigningError("digestFailed");
  }
  digest.resize(size);
  return digest;
}

bool verifySignature(const SignatureMethod& method, EVP_PKEY* key, std::string_view bytes, std::string_view value) {
  if (!key || !fits(method.scheme, key)) return false;
  Effort::spend(Effort::kPublicKey);
  std::string der;
  if (method.scheme == ecdsa) {
    der = ecdsaToDer(value, EVP_PKEY_get_bits(key));
    if (der.empty()) return false;
    value = der;
  }
  const DigestContextPtr context{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* keyContext = nullptr;
  bool ready = EVP_DigestVerifyInit(context.get(), &keyContext, openSslDigest(method.digest), nullptr, key) == 1;
  if (ready && method.scheme == rsaPss) {
    ready = EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(keyContext, RSA_PSS_SALTLEN_DIGEST) == 1;
  }
  const bool good = ready && EVP_DigestVerify(context.get(), raw(value), value.size(), raw(bytes), bytes.size()) == 1;
  ERR_clear_error();
  return good;
}

std::string ecdsaFromDer(std::string_view der, int curveBits) {
  const unsigned char* next = raw(der);
  const EcdsaSignaturePtr signature{d2i_ECDSA_SIG(nullptr, &next, static_cast<long>(der.size()))};
  if (!signature) return {};
  const auto width = static_cast<int>(fieldBytes(curveBits));
  std::string value(static_cast<std::size_t>(width) * 2, '\0');
  auto* out = reinterpret_cast<unsigned char*>(value.data());
  if (BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, width) != width ||
      BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + width, width) != width) {
    return {};
  }
  return value;
}

std::string ecdsaToDer(std::string_view value, int curveBits) {
  // XML-DSig 1.1, 6.4.3 asks for the width of the field; some writers leave out zero bytes that both halves begin with.
  const std::size_t width = value.size() / 2;
  if (value.empty() || value.size() % 2 != 0 || width > fieldBytes(curveBits)) return {};
  const EcdsaSignaturePtr signature{ECDSA_SIG_new()};
  BignumPtr r{BN_bin2bn(raw(value), static_cast<int>(width), nullptr)};
  BignumPtr s{BN_bin2bn(raw(value) + width, static_cast<int>(width), nullptr)};
  if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  if (size <= 0) return {};
  std::string bytes{reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return bytes;
}

}  // namespace balalyk::signing
