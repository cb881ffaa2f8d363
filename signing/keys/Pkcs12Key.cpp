#include "signing/keys/Pkcs12Key.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

#include <fstream>
#include <iterator>

#include "signing/Handles.h"
#include "signing/SigningError.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/crypto/CertificateAccess.h"

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

std::vector<Certificate> takeChain(const X509StackPtr& stack, const Certificate& signer) {
  std::vector<Certificate> unordered;
  for (int i = 0; stack && i < sk_X509_num(stack.get()); ++i) {
    X509* handle = sk_X509_value(stack.get(), i);
    X509_up_ref(handle);
    unordered.push_back(CertificateAccess::adopt(X509Ptr{handle}));
  }
  std::vector<Certificate> chain;  // from the issuer upwards; a self-signed root adds nothing to a signature
  const X509* child = signer.native();
  for (bool found = true; found && chain.size() < unordered.size();) {
    found = false;
    for (const auto& candidate : unordered) {
      const bool selfSigned = X509_check_issued(candidate.native(), candidate.native()) == X509_V_OK;
      if (selfSigned || X509_check_issued(candidate.native(), const_cast<X509*>(child)) != X509_V_OK) continue;
      chain.push_back(candidate);
      child = candidate.native();
      found = true;
      break;
    }
  }
  ERR_clear_error();
  return chain;
}

bool saidUnsupported() {
  bool unsupported = false;
  while (const unsigned long error = ERR_get_error())
    unsupported = unsupported || ERR_GET_REASON(error) == ERR_R_UNSUPPORTED ||
                  (ERR_GET_LIB(error) == ERR_LIB_EVP && ERR_GET_REASON(error) == EVP_R_UNSUPPORTED_ALGORITHM);
  return unsupported;
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
  std::ifstream stream{file, std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
  if (!stream.good() && bytes.empty()) refuse("keyFileUnreadable", {{"file", file.filename().string()}});
  return open(std::string_view{bytes}, password);
}

std::unique_ptr<Pkcs12Key> Pkcs12Key::open(std::string_view bytes, const Secret& password) {
  const auto* next = reinterpret_cast<const unsigned char*>(bytes.data());
  const Pkcs12Ptr file{d2i_PKCS12(nullptr, &next, static_cast<long>(bytes.size()))};
  if (!file || PKCS12_mac_present(file.get()) != 1) refuse("keyFileUnreadable");
  const char* text = password.empty() ? "" : password.reveal().data();
  if (PKCS12_verify_mac(file.get(), text, -1) != 1 &&
      (!password.empty() || PKCS12_verify_mac(file.get(), nullptr, 0) != 1)) {
    refuse("keyPasswordWrong");
  }
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  STACK_OF(X509)* others = nullptr;
  ERR_clear_error();
  if (PKCS12_parse(file.get(), text, &key, &certificate, &others) != 1 || !key) {
    // The MAC held, so it is not the password. RC2, as files of old have it, is left to OpenSSL's legacy provider,
    // which is not loaded here: with it a key would go on lying under 40 bits.
    const bool unsupported = saidUnsupported();
    refuse(unsupported ? "keyFileOutdated" : "keyFileUnreadable");
  }
  KeyPtr ownedKey{key};
  X509Ptr ownedCertificate{certificate};
  const X509StackPtr ownedOthers{others};
  if (!certificate || X509_check_private_key(certificate, key) != 1) refuse("keyDoesNotMatchCertificate");

  Certificate signer = CertificateAccess::adopt(std::move(ownedCertificate));
  auto chain = takeChain(ownedOthers, signer);
  const SignatureAlgorithm algorithm = algorithmFor(signer);
  return std::unique_ptr<Pkcs12Key>{new Pkcs12Key{
      std::make_unique<State>(State{std::move(ownedKey), std::move(signer), std::move(chain), algorithm})}};
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
