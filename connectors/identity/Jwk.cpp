#include "connectors/identity/Jwk.h"

#include <Poco/JSON/Array.h>
#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include "connectors/identity/Base64Url.h"
#include "connectors/identity/LimitedJson.h"
#include "connectors/identity/ProviderFault.h"
#include "signing/Handles.h"

namespace balalyk {

namespace {

constexpr std::size_t kMostKeys = 32, kLongestNumber = 2'048, kLongestId = 256;
constexpr std::size_t kP256 = 32;  // bytes of a coordinate, and of each half of a signature
constexpr int kSmallestRsa = 2'048, kLargestRsa = 8'192, kLargestExponent = 64;

using signing::BignumPtr;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

BignumPtr number(std::string_view text) {
  return BignumPtr(BN_bin2bn(bytes(text), static_cast<int>(text.size()), nullptr));
}

using signing::KeyPtr;

// Null: not a key.
KeyPtr make(const char* type, OSSL_PARAM_BLD* builder) {
  const signing::ParametersPtr parameters(OSSL_PARAM_BLD_to_param(builder));
  const signing::KeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return nullptr;
  KeyPtr made(key);
  const signing::KeyContextPtr check(EVP_PKEY_CTX_new(key, nullptr));
  if (!check || EVP_PKEY_public_check(check.get()) != 1) return nullptr;
  return made;
}

std::optional<std::string> bytesOfMember(const Poco::JSON::Object& object, const char* name) {
  const auto text = textOf(object, name, kLongestNumber);
  return text ? fromBase64Url(*text) : std::nullopt;
}

KeyPtr rsaKey(const Poco::JSON::Object& object) {
  const auto n = bytesOfMember(object, "n"), e = bytesOfMember(object, "e");
  if (!n || !e) return nullptr;
  const auto modulus = number(*n), exponent = number(*e);
  const int bits = BN_num_bits(modulus.get());
  if (bits < kSmallestRsa || bits > kLargestRsa) return nullptr;
  if (!BN_is_odd(exponent.get()) || BN_is_one(exponent.get()) || BN_num_bits(exponent.get()) > kLargestExponent)
    return nullptr;
  const signing::ParameterBuilderPtr builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return nullptr;
  return make("RSA", builder.get());
}

KeyPtr p256Key(const Poco::JSON::Object& object) {
  const auto x = bytesOfMember(object, "x"), y = bytesOfMember(object, "y");
  if (textOf(object, "crv", kLongestId) != "P-256" || !x || !y || x->size() != kP256 || y->size() != kP256)
    return nullptr;
  const std::string point = '\x04' + *x + *y;
  const signing::ParameterBuilderPtr builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
    return nullptr;
  return make("EC", builder.get());
}

bool isForVerifying(const Poco::JSON::Object& object) {
  if (const auto use = textOf(object, "use", kLongestId); use && *use != "sig") return false;
  const auto operations = object.getArray("key_ops");
  if (!operations) return true;
  for (const auto& operation : *operations)
    if (operation.isString() && operation.extract<std::string>() == "verify") return true;
  return false;
}

std::optional<Jwk> keyFrom(const Poco::JSON::Object& object) {
  if (!isForVerifying(object)) return std::nullopt;
  const auto type = textOf(object, "kty", kLongestId);
  std::optional<JwsAlgorithm> algorithm;
  if (const auto name = textOf(object, "alg", kLongestId)) {
    algorithm = jwsAlgorithmFrom(*name);
    if (!algorithm) return std::nullopt;
  }
  auto key = type == "RSA" ? rsaKey(object) : type == "EC" ? p256Key(object) : nullptr;
  if (!key) return std::nullopt;
  return Jwk(type == "RSA" ? Jwk::Kind::rsa : Jwk::Kind::p256, textOf(object, "kid", kLongestId).value_or(""),
             algorithm, key.release());
}

// RFC 7518, 3.4: r and s side by side. OpenSSL wants them in DER.
std::optional<std::string> inDer(std::string_view signature) {
  if (signature.size() != 2 * kP256) return std::nullopt;
  const signing::EcdsaSignaturePtr made(ECDSA_SIG_new());
  auto r = number(signature.substr(0, kP256)), s = number(signature.substr(kP256));
  if (!made || ECDSA_SIG_set0(made.get(), r.get(), s.get()) != 1) return std::nullopt;
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(made.get(), &der);
  if (size <= 0) return std::nullopt;
  std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

}  // namespace

std::optional<JwsAlgorithm> jwsAlgorithmFrom(std::string_view name) {
  if (name == "RS256") return JwsAlgorithm::rs256;
  if (name == "PS256") return JwsAlgorithm::ps256;
  if (name == "ES256") return JwsAlgorithm::es256;
  return std::nullopt;
}

Jwk::Jwk(Kind kind, std::string id, std::optional<JwsAlgorithm> algorithm, EVP_PKEY* key)
    : kind_(kind), id_(std::move(id)), algorithm_(algorithm), key_(key, EVP_PKEY_free) {}

bool Jwk::fits(JwsAlgorithm algorithm) const {
  if (algorithm_ && *algorithm_ != algorithm) return false;
  return (algorithm == JwsAlgorithm::es256) == (kind_ == Kind::p256);
}

bool Jwk::verifies(JwsAlgorithm algorithm, std::string_view text, std::string_view signature) const {
  if (!fits(algorithm)) return false;
  std::string given(signature);
  if (algorithm == JwsAlgorithm::es256) {
    auto der = inDer(signature);
    if (!der) return false;
    given = *std::move(der);
  }
  const signing::DigestContextPtr context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;  // the context's
  if (!context || EVP_DigestVerifyInit(context.get(), &options, EVP_sha256(), nullptr, key_.get()) != 1) return false;
  // RFC 7518, 3.5: MGF1 with the same digest, a salt as long as it.
  if (algorithm == JwsAlgorithm::ps256 && (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
                                           EVP_PKEY_CTX_set_rsa_mgf1_md(options, EVP_sha256()) != 1 ||
                                           EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) != 1))
    return false;
  return EVP_DigestVerify(context.get(), bytes(given), given.size(), bytes(text), text.size()) == 1;
}

std::vector<Jwk> readJwkSet(std::string_view json) {
  const auto set = limitedObject(json);
  std::vector<Jwk> keys;
  const auto value = set->get("keys");
  requireOf(value.type() == typeid(Poco::JSON::Array::Ptr), "keysWrong");
  for (const auto& entry : *value.extract<Poco::JSON::Array::Ptr>()) {
    if (entry.type() != typeid(Poco::JSON::Object::Ptr)) continue;
    try {
      if (auto key = keyFrom(*entry.extract<Poco::JSON::Object::Ptr>())) keys.push_back(*std::move(key));
    } catch (const ProviderFault&) {
      continue;  // one that nobody can read spoils no other
    }
    if (keys.size() == kMostKeys) break;
  }
  requireOf(!keys.empty(), "keysWrong");
  return keys;
}

}  // namespace balalyk
