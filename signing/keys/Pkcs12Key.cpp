#include "signing/keys/Pkcs12Key.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <map>

#include "signing/Handles.h"
#include "signing/ReadFile.h"
#include "signing/SigningError.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/keys/IssuerChain.h"
#include "signing/keys/Pkcs12File.h"

namespace balalyk::signing {

struct Pkcs12Key::State {
  KeyPtr key;
  Certificate certificate;
  std::vector<Certificate> chain;
  SignatureAlgorithm algorithm;
};

namespace {

[[noreturn]] void refuse(std::string code, std::map<std::string, std::string> params = {}) {
  ERR_clear_error();
  throw KeyError(std::move(code), std::move(params));
}

bool fits(const KeyPtr& key, const Certificate& certificate) {
  const bool fits = X509_check_private_key(certificate.native(), key.get()) == 1;
  ERR_clear_error();
  return fits;
}

// The certificate that was chosen, or the one of the only key.
const Certificate& findCertificate(const std::vector<Certificate>& among, const std::vector<KeyPtr>& keys,
                                   const std::string& chosen) {
  if (among.empty()) refuse("keyFileWithoutCertificate");
  const auto found = std::ranges::find_if(among, [&](const Certificate& certificate) {
    return chosen.empty() ? fits(keys.front(), certificate) : toHex(certificate.fingerprint()) == chosen;
  });
  if (found == among.end()) refuse(chosen.empty() ? "keyDoesNotMatchCertificate" : "certificateUnknown");
  return *found;
}

std::string signOne(EVP_PKEY* key, SignatureAlgorithm algorithm, const Digest& digest) {
  const KeyContextPtr context{EVP_PKEY_CTX_new(key, nullptr)};
  if (!context || EVP_PKEY_sign_init(context.get()) != 1 ||
      (algorithm == SignatureAlgorithm::rsaSha256 &&
       EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1) ||
      EVP_PKEY_CTX_set_signature_md(context.get(), openSslDigest("SHA256")) != 1) {
    refuse("keyOperationFailed");
  }
  std::string value(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
  std::size_t size = value.size();
  if (EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(value.data()), &size, digest.data(),
                    digest.size()) != 1) {
    refuse("keyOperationFailed");
  }
  value.resize(size);
  if (algorithm == SignatureAlgorithm::ecdsaSha256) value = ecdsaFromDer(value, EVP_PKEY_get_bits(key));
  return value;
}

}  // namespace

Pkcs12Key::Pkcs12Key(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pkcs12Key::~Pkcs12Key() = default;

std::unique_ptr<Pkcs12Key> Pkcs12Key::open(const std::filesystem::path& file, const Secret& password) {
  const auto bytes = readWholeFile(file).value_or("");
  const std::map<std::string, std::string> params{{"file", file.string()}};
  if (bytes.empty()) refuse("keyFileUnreadable", params);
  try {
    return open(std::string_view{bytes}, password);
  } catch (const KeyError& error) {
    auto named = error.params();
    named.insert(params.begin(), params.end());
    throw KeyError(error.code(), std::move(named));
  }
}

std::unique_ptr<Pkcs12Key> Pkcs12Key::open(std::string_view bytes, const Secret& password, const Choice& choice) {
  auto content = readPkcs12(bytes, password);
  if (content.keys.empty()) refuse("keyFileWithoutKey");
  if (choice.certificateSha256.empty() && content.keys.size() > 1) refuse("keyNotUnique");
  auto among = std::move(content.certificates);
  among.insert(among.end(), choice.certificates.begin(), choice.certificates.end());
  const Certificate signer = findCertificate(among, content.keys, choice.certificateSha256);
  const auto key = std::ranges::find_if(content.keys, [&](const KeyPtr& any) { return fits(any, signer); });
  if (key == content.keys.end()) refuse("keyDoesNotMatchCertificate");
  const SignatureAlgorithm algorithm = algorithmFor(signer);
  return std::unique_ptr<Pkcs12Key>{
      new Pkcs12Key{std::make_unique<State>(State{std::move(*key), signer, issuersOf(signer, among), algorithm})}};
}

const Certificate& Pkcs12Key::certificate() const {
  return state_->certificate;
}
const std::vector<Certificate>& Pkcs12Key::chain() const {
  return state_->chain;
}
SignatureAlgorithm Pkcs12Key::algorithm() const {
  return state_->algorithm;
}

std::vector<std::string> Pkcs12Key::sign(std::span<const Digest> digests) {
  std::vector<std::string> values;
  values.reserve(digests.size());
  for (const auto& digest : digests) values.push_back(signOne(state_->key.get(), state_->algorithm, digest));
  return values;
}

}  // namespace balalyk::signing
