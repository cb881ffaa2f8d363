#include "signing/keys/Pkcs11Key.h"

#include <openssl/core_names.h>

#include <array>
#include <cstring>
#include <mutex>

#include "signing/Handles.h"
#include "signing/SigningError.h"
#include "signing/keys/Pkcs11Module.h"

namespace balalyk::signing {
namespace {

// DER of DigestInfo for SHA-256 up to the digest (RFC 8017, 9.2, note 1).
constexpr std::string_view kSha256DigestInfo{
    "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20", 19};

class Session {
 public:
  Session(std::shared_ptr<Pkcs11Module> module, CK_SLOT_ID slot) : module_(std::move(module)) {
    requireOk(module_->functions()->C_OpenSession(slot, CKF_SERIAL_SESSION, nullptr, nullptr, &handle_));
  }
  ~Session() { module_->functions()->C_CloseSession(handle_); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  CK_SESSION_HANDLE handle() const { return handle_; }

 private:
  std::shared_ptr<Pkcs11Module> module_;
  CK_SESSION_HANDLE handle_ = 0;
};

CK_SLOT_ID findSlot(const Pkcs11Module& module, const Pkcs11Key::Settings& settings) {
  const auto slot = module.findToken(settings.token);
  if (!slot) throw KeyError("keyTokenMissing", {{"token", settings.token}});
  CK_TOKEN_INFO info{};
  requireOk(module.functions()->C_GetTokenInfo(*slot, &info));
  if ((info.flags & CKF_USER_PIN_LOCKED) != 0) throw KeyError("keyPinLocked");
  if ((info.flags & CKF_USER_PIN_FINAL_TRY) != 0 && !settings.allowLastTry) throw KeyError("keyPinLastTry");
  return *slot;
}

std::string modulusOf(const Certificate& certificate) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(X509_get0_pubkey(certificate.native()), OSSL_PKEY_PARAM_RSA_N, &number) != 1) return {};
  const BignumPtr owned{number};
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  return bytes;
}

std::string pointOf(const Certificate& certificate) {
  std::array<unsigned char, 512> point{};
  std::size_t size = 0;
  if (EVP_PKEY_get_octet_string_param(X509_get0_pubkey(certificate.native()), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                      point.size(), &size) != 1)
    return {};
  return {reinterpret_cast<const char*>(point.data()), size};
}

// A session in which objects are looked at.
struct View {
  const Pkcs11Module& module;
  CK_SESSION_HANDLE session;

  std::string attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
    return module.attribute(session, object, type);
  }
  std::vector<CK_OBJECT_HANDLE> ofId(CK_OBJECT_CLASS type, const std::string& id) const {
    return id.empty() ? std::vector<CK_OBJECT_HANDLE>{} : module.find(session, type, {}, id);
  }
};

// A private EC key says nothing of its public half; where the token does not hold that one either, finish() will see a
// wrong pair at the first signature.
bool pairs(const View& token, CK_OBJECT_HANDLE key, const Certificate& certificate) {
  const std::string bytes = token.attribute(key, CKA_KEY_TYPE);
  CK_KEY_TYPE type = CKK_VENDOR_DEFINED;
  if (bytes.size() == sizeof type) std::memcpy(&type, bytes.data(), sizeof type);
  if (type != (certificate.keyType() == KeyType::rsa ? CKK_RSA : CKK_EC)) return false;
  if (type == CKK_RSA) {
    std::string modulus = token.attribute(key, CKA_MODULUS);
    modulus.erase(0, modulus.find_first_not_of('\0'));
    return modulus == modulusOf(certificate);
  }
  const auto halves = token.ofId(CKO_PUBLIC_KEY, token.attribute(key, CKA_ID));
  if (halves.size() != 1) return true;
  const std::string point = token.attribute(halves.front(), CKA_EC_POINT);  // in an OCTET STRING
  return point.empty() || point.ends_with(pointOf(certificate));
}

std::vector<Certificate> certificatesOf(const View& token, CK_OBJECT_HANDLE key) {
  std::vector<Certificate> certificates;
  for (const auto object : token.ofId(CKO_CERTIFICATE, token.attribute(key, CKA_ID)))
    certificates.push_back(Certificate::fromDer(token.attribute(object, CKA_VALUE)));
  return certificates;
}

struct Choice {
  CK_OBJECT_HANDLE key;
  Certificate certificate;
};

// The only key that fits the settings, with the certificate from outside or its only one in the token.
Choice onlyOne(const View& token, CK_OBJECT_HANDLE key, const Pkcs11Key::Settings& settings) {
  auto certificates =
      settings.certificate ? std::vector<Certificate>{*settings.certificate} : certificatesOf(token, key);
  if (certificates.size() != 1) throw KeyError("keyCertificateMissing");
  if (!pairs(token, key, certificates.front())) throw KeyError("keyDoesNotMatchCertificate");
  return {key, std::move(certificates.front())};
}

Choice choose(const View& token, const Pkcs11Key::Settings& settings) {
  const auto keys = token.module.find(token.session, CKO_PRIVATE_KEY, settings.key, settings.keyId);
  if (keys.empty()) throw KeyError("keyMissing");
  std::vector<Choice> fitting;
  for (const auto key : keys) {
    auto certificates =
        settings.certificate ? std::vector<Certificate>{*settings.certificate} : certificatesOf(token, key);
    for (auto& certificate : certificates) {
      const bool wanted =
          !settings.certificateSha256.empty() && toHex(certificate.fingerprint()) == settings.certificateSha256;
      if (wanted && pairs(token, key, certificate)) fitting.push_back({key, std::move(certificate)});
    }
  }
  if (fitting.size() > 1) throw KeyError("keyNotUnique");
  if (fitting.size() == 1) return std::move(fitting.front());
  if (keys.size() == 1) return onlyOne(token, keys.front(), settings);
  throw KeyError(settings.certificateSha256.empty() ? "keyNotUnique" : "certificateUnknown");
}

}  // namespace

struct Pkcs11Key::State {
  std::shared_ptr<Pkcs11Module> module;
  CK_SLOT_ID slot;
  Session loginSession;  // the login lasts as long as some session does
  CK_OBJECT_HANDLE key = 0;
  std::optional<Certificate> certificate;
  std::vector<Certificate> chain;
  SignatureAlgorithm algorithm = SignatureAlgorithm::rsaSha256;
  std::mutex mutex;
  std::vector<std::unique_ptr<Session>> idle;

  State(std::shared_ptr<Pkcs11Module> loaded, CK_SLOT_ID found)
      : module(std::move(loaded)), slot(found), loginSession(module, slot) {}

  std::unique_ptr<Session> borrow() {
    const std::lock_guard lock{mutex};
    if (idle.empty()) return std::make_unique<Session>(module, slot);
    auto session = std::move(idle.back());
    idle.pop_back();
    return session;
  }

  void giveBack(std::unique_ptr<Session> session) {
    const std::lock_guard lock{mutex};
    idle.push_back(std::move(session));
  }

  std::string signOne(CK_SESSION_HANDLE session, const Digest& digest) const {
    const bool rsa = algorithm == SignatureAlgorithm::rsaSha256;
    std::string input = (rsa ? std::string{kSha256DigestInfo} : std::string{}) + std::string{bytesOf(digest)};
    CK_MECHANISM mechanism{rsa ? CKM_RSA_PKCS : CKM_ECDSA, nullptr, 0};
    const CK_FUNCTION_LIST* functions = module->functions();
    requireOk(functions->C_SignInit(session, &mechanism, key));
    std::string value(1024, '\0');
    CK_ULONG size = value.size();
    requireOk(functions->C_Sign(session, reinterpret_cast<unsigned char*>(input.data()), input.size(),
                                reinterpret_cast<unsigned char*>(value.data()), &size));
    value.resize(size);
    return value;
  }
};

Pkcs11Key::Pkcs11Key(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pkcs11Key::~Pkcs11Key() = default;

std::unique_ptr<Pkcs11Key> Pkcs11Key::open(Settings settings, const Secret& pin) {
  auto module = Pkcs11Module::load(settings.module);
  const CK_SLOT_ID slot = findSlot(*module, settings);
  auto state = std::make_unique<State>(module, slot);
  const CK_SESSION_HANDLE session = state->loginSession.handle();
  if (pin.empty()) throw KeyError("keyPinWrong");  // and no try is spent on it
  module->login(slot, session, pin);
  const View token{*module, session};
  auto choice = choose(token, settings);
  const std::string always = token.attribute(choice.key, CKA_ALWAYS_AUTHENTICATE);
  if (!always.empty() && always.front() != '\0') throw KeyError("keyAlwaysAuthenticates");
  state->key = choice.key;
  state->certificate = std::move(choice.certificate);
  state->chain = std::move(settings.chain);
  state->algorithm = algorithmFor(*state->certificate);
  return std::unique_ptr<Pkcs11Key>{new Pkcs11Key{std::move(state)}};
}

const Certificate& Pkcs11Key::certificate() const {
  return *state_->certificate;
}
const std::vector<Certificate>& Pkcs11Key::chain() const {
  return state_->chain;
}
SignatureAlgorithm Pkcs11Key::algorithm() const {
  return state_->algorithm;
}

std::vector<std::string> Pkcs11Key::sign(std::span<const Digest> digests) {
  auto session = state_->borrow();  // closed, not given back, when the token answers with an error
  std::vector<std::string> values;
  values.reserve(digests.size());
  try {
    for (const auto& digest : digests) values.push_back(state_->signOne(session->handle(), digest));
  } catch (const KeyError& error) {
    if (values.empty()) throw;
    throw PartlySigned(error, std::move(values));
  }
  state_->giveBack(std::move(session));
  return values;
}

}  // namespace balalyk::signing
