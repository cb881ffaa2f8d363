#include "TestKey.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <sstream>
#include <stdexcept>

#include "connectors/identity/Base64Url.h"

namespace balalyk::test {

namespace {

std::string bytesOf(const BIGNUM* number, int size) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), size);
  return bytes;
}

std::string numberIn(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  auto bytes = bytesOf(number, BN_num_bytes(number));
  BN_free(number);
  return bytes;
}

std::string sideBySide(const std::string& der) {
  const auto* data = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &data, static_cast<long>(der.size()));
  auto both = bytesOf(ECDSA_SIG_get0_r(signature), 32) + bytesOf(ECDSA_SIG_get0_s(signature), 32);
  ECDSA_SIG_free(signature);
  return both;
}

}  // namespace

TestKey::TestKey(Kind kind, std::string id, unsigned bits)
    : kind_(kind),
      id_(std::move(id)),
      key_(kind == Kind::rsa ? EVP_RSA_gen(bits) : EVP_EC_gen("P-256"), EVP_PKEY_free) {
  if (!key_) throw std::runtime_error("no key");
}

Poco::JSON::Object::Ptr TestKey::jwk() const {
  Poco::JSON::Object::Ptr jwk = new Poco::JSON::Object;
  jwk->set("kid", id_);
  jwk->set("use", "sig");
  if (kind_ == Kind::rsa) {
    jwk->set("kty", "RSA");
    jwk->set("n", toBase64Url(numberIn(key_.get(), OSSL_PKEY_PARAM_RSA_N)));
    jwk->set("e", toBase64Url(numberIn(key_.get(), OSSL_PKEY_PARAM_RSA_E)));
    return jwk;
  }
  unsigned char point[65];
  std::size_t size = 0;
  EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &size);
  const std::string bytes(reinterpret_cast<const char*>(point), size);
  jwk->set("kty", "EC");
  jwk->set("crv", "P-256");
  jwk->set("x", toBase64Url(bytes.substr(1, 32)));
  jwk->set("y", toBase64Url(bytes.substr(33)));
  return jwk;
}

std::string TestKey::publicPem() const {
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(memory, key_.get());
  char* data = nullptr;
  const auto size = BIO_get_mem_data(memory, &data);
  std::string pem(data, static_cast<std::size_t>(size));
  BIO_free(memory);
  return pem;
}

std::string TestKey::sign(const std::string& algorithm, const std::string& text) const {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* options = nullptr;
  EVP_DigestSignInit(context, &options, EVP_sha256(), nullptr, key_.get());
  if (algorithm == "PS256") {
    EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  EVP_DigestSign(context, nullptr, &size, bytes, text.size());
  std::string signature(size, '\0');
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, text.size());
  EVP_MD_CTX_free(context);
  signature.resize(size);
  return kind_ == Kind::p256 ? sideBySide(signature) : signature;
}

std::string json(const Poco::JSON::Object& object) {
  std::ostringstream text;
  object.stringify(text);
  return text.str();
}

std::string hs256(const std::string& secret, const std::string& text) {
  unsigned char digest[32];
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  return {reinterpret_cast<const char*>(digest), size};
}

}  // namespace balalyk::test
