#include "signing/keys/Pkcs11Key.h"

#include <openssl/core_names.h>

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

CK_OBJECT_HANDLE findKey(const Pkcs11Module& module, CK_SESSION_HANDLE session, const Pkcs11Key::Settings& settings) {
  const auto keys = module.find(session, CKO_PRIVATE_KEY, settings.key, settings.keyId);
  if (keys.empty()) throw KeyError("keyMissing");
  if (keys.size() > 1) throw KeyError("keyNotUnique");
  const std::string always = module.attribute(session, keys.front(), CKA_ALWAYS_AUTHENTICATE);
  if (!always.empty() && always.front() != '\0') throw KeyError("keyAlwaysAuthenticates");
  return keys.front();
}

Certificate findCertificate(const Pkcs11Module& module, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key) {
  const std::string id = module.attribute(session, key, CKA_ID);
  const auto found = id.empty() ? std::vector<CK_OBJECT_HANDLE>{} : module.find(session, CKO_CERTIFICATE, {}, id);
  if (found.size() != 1) throw KeyError("keyCertificateMissing");
  return Certificate::fromDer(module.attribute(session, found.front(), CKA_VALUE));
}

std::string modulusOf(const Certificate& certificate) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(X509_get0_pubkey(certificate.native()), OSSL_PKEY_PARAM_RSA_N, &number) != 1) return {};
  const BignumPtr owned{number};
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  return bytes;
}

// A private EC key says nothing of its public half; there finish() will see a wrong pair at the first signature.
void checkPair(const Pkcs11Module& module, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key,
               const Certificate& certificate) {
  const std::string bytes = module.attribute(session, key, CKA_KEY_TYPE);
  CK_KEY_TYPE type = CKK_VENDOR_DEFINED;
  if (bytes.size() == sizeof type) std::memcpy(&type, bytes.data(), sizeof type);
  const bool sameType = type == (certificate.keyType() == KeyType::rsa ? CKK_RSA : CKK_EC);
  std::string modulus = module.attribute(session, key, CKA_MODULUS);
  modulus.erase(0, modulus.find_first_not_of('\0'));
  if (!sameType || (type == CKK_RSA && modulus != modulusOf(certificate))) {
    throw KeyError("keyDoesNotMatchCertificate");
  }
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
  state->key = findKey(*module, session, settings);
  state->certificate = settings.certificate ? *settings.certificate : findCertificate(*module, session, state->key);
  checkPair(*module, session, state->key, *state->certificate);
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
