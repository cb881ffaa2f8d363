#include "signing/keys/SignatureCheck.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

#include "signing/Handles.h"
#include "signing/crypto/AlgorithmTable.h"

namespace balalyk::signing {

bool signatureFits(const Certificate& certificate, SignatureAlgorithm algorithm, const Digest& digest,
                   std::string_view value) {
  const bool rsa = algorithm == SignatureAlgorithm::rsaSha256;
  const std::string plain = rsa ? std::string{value} : ecdsaToDer(value, certificate.keyBits());
  const KeyContextPtr context{EVP_PKEY_CTX_new(X509_get0_pubkey(certificate.native()), nullptr)};
  const bool fits = context && EVP_PKEY_verify_init(context.get()) == 1 &&
                    (!rsa || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1) &&
                    EVP_PKEY_CTX_set_signature_md(context.get(), openSslDigest("SHA256")) == 1 &&
                    EVP_PKEY_verify(context.get(), reinterpret_cast<const unsigned char*>(plain.data()), plain.size(),
                                    digest.data(), digest.size()) == 1;
  ERR_clear_error();
  return fits;
}

std::string ecdsaValueFromDer(std::string_view der, const Certificate& certificate) {
  std::string value = ecdsaFromDer(der, certificate.keyBits());
  ERR_clear_error();
  return value;
}

}  // namespace balalyk::signing
