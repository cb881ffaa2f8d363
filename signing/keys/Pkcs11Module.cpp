#include "signing/keys/Pkcs11Module.h"

#include <dlfcn.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "signing/SigningError.h"

namespace balalyk::signing {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file) {
  throw KeyError("keyModuleUnusable", {{"file", file.string()}});
}

std::string trimmed(const unsigned char* text, std::size_t size) {
  std::string value{reinterpret_cast<const char*>(text), size};
  value.erase(value.find_last_not_of(' ') + 1);
  return value;
}

// Slow, because there are few PINs.
Secret saltedDigest(const Secret& pin, const Secret& salt) {
  constexpr int kRounds = 100'000;
  std::array<char, 32> digest;
  const auto text = pin.reveal(), salted = salt.reveal();
  if (PKCS5_PBKDF2_HMAC(text.data(), static_cast<int>(text.size()),
                        reinterpret_cast<const unsigned char*>(salted.data()), static_cast<int>(salted.size()), kRounds,
                        EVP_sha256(), static_cast<int>(digest.size()),
                        reinterpret_cast<unsigned char*>(digest.data())) != 1)
    throw KeyError("keyOperationFailed", {{"answer", "digest"}});
  return Secret::takeFrom(digest.data(), digest.size());
}

Secret randomSalt() {
  std::array<char, 16> salt;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(salt.data()), static_cast<int>(salt.size())) != 1)
    throw KeyError("keyOperationFailed", {{"answer", "random"}});
  return Secret::takeFrom(salt.data(), salt.size());
}

}  // namespace

void requireOk(CK_RV answer) {
  switch (answer) {
    case CKR_OK:
      return;
    case CKR_PIN_INCORRECT:
    case CKR_PIN_LEN_RANGE:
    case CKR_PIN_INVALID:
      throw KeyError("keyPinWrong");
    case CKR_PIN_LOCKED:
      throw KeyError("keyPinLocked");
    case CKR_DEVICE_REMOVED:
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_TOKEN_NOT_RECOGNIZED:
    case CKR_SESSION_CLOSED:
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_USER_NOT_LOGGED_IN:
    case CKR_OBJECT_HANDLE_INVALID:
    case CKR_KEY_HANDLE_INVALID:
    case CKR_CRYPTOKI_NOT_INITIALIZED:
      throw KeyError("keyTokenRemoved", {{"answer", std::to_string(answer)}});
    default:
      throw KeyError("keyOperationFailed", {{"answer", std::to_string(answer)}});
  }
}

std::shared_ptr<Pkcs11Module> Pkcs11Module::load(const std::filesystem::path& file) {
  // A module is one per process by its nature: C_Initialize and C_Finalize count for all its users.
  static std::mutex mutex;
  static std::map<std::filesystem::path, std::weak_ptr<Pkcs11Module>> loaded;
  const std::lock_guard lock{mutex};
  std::error_code missing;
  auto& known = loaded[std::filesystem::weakly_canonical(file, missing)];  // by whatever path it is named
  auto module = known.lock();
  if (!module) {
    module.reset(new Pkcs11Module{file});
    known = module;
  }
  return module;
}

Pkcs11Module::Pkcs11Module(const std::filesystem::path& file) : library_(dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (library_ == nullptr) refuse(file);
  const auto getList = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library_, "C_GetFunctionList"));
  CK_C_INITIALIZE_ARGS arguments{};
  arguments.flags = CKF_OS_LOCKING_OK;
  CK_RV answer = CKR_GENERAL_ERROR;
  if (getList != nullptr && getList(&functions_) == CKR_OK) answer = functions_->C_Initialize(&arguments);
  initialised_ = answer == CKR_OK;
  if (answer != CKR_OK && answer != CKR_CRYPTOKI_ALREADY_INITIALIZED) {
    dlclose(library_);
    refuse(file);
  }
}

Pkcs11Module::~Pkcs11Module() {
  if (initialised_) functions_->C_Finalize(nullptr);
  dlclose(library_);
}

bool Pkcs11Module::loggedIn(CK_SESSION_HANDLE session) const {
  CK_SESSION_INFO info{};
  requireOk(functions_->C_GetSessionInfo(session, &info));
  return info.state == CKS_RO_USER_FUNCTIONS || info.state == CKS_RW_USER_FUNCTIONS;
}

void Pkcs11Module::login(CK_SLOT_ID slot, CK_SESSION_HANDLE session, const Secret& pin) {
  const std::lock_guard lock{loginMutex_};
  if (!loggedIn(session)) {
    const auto text = pin.reveal();
    const CK_RV answer = functions_->C_Login(
        session, CKU_USER, reinterpret_cast<unsigned char*>(const_cast<char*>(text.data())), text.size());
    if (answer == CKR_PIN_INCORRECT) refuseWrongPin(slot);
    requireOk(answer);
    if (salt_.empty()) salt_ = randomSalt();
    acceptedPin_[slot] = saltedDigest(pin, salt_);
    return;
  }
  const auto accepted = acceptedPin_.find(slot);
  // Somebody else in this process logged in: there is nothing to hold the PIN against.
  if (accepted == acceptedPin_.end()) requireOk(CKR_USER_ALREADY_LOGGED_IN);
  const auto given = saltedDigest(pin, salt_);
  const auto known = accepted->second.reveal();
  if (CRYPTO_memcmp(known.data(), given.reveal().data(), known.size()) != 0) throw KeyError("keyPinWrong");
}

// A token counts the tries and says no number: only whether the next wrong one locks it, or this one did.
void Pkcs11Module::refuseWrongPin(CK_SLOT_ID slot) const {
  CK_TOKEN_INFO info{};
  if (functions_->C_GetTokenInfo(slot, &info) != CKR_OK) throw KeyError("keyPinWrong");
  if ((info.flags & CKF_USER_PIN_LOCKED) != 0) throw KeyError("keyPinLocked");
  throw KeyError((info.flags & CKF_USER_PIN_FINAL_TRY) != 0 ? "keyPinWrongLastTry" : "keyPinWrong");
}

std::optional<CK_SLOT_ID> Pkcs11Module::findToken(const std::string& name) const {
  CK_ULONG count = 0;
  requireOk(functions_->C_GetSlotList(CK_TRUE, nullptr, &count));
  std::vector<CK_SLOT_ID> slots(count);
  requireOk(functions_->C_GetSlotList(CK_TRUE, slots.data(), &count));
  slots.resize(count);
  std::optional<CK_SLOT_ID> found;
  for (const CK_SLOT_ID slot : slots) {
    CK_TOKEN_INFO info{};
    if (functions_->C_GetTokenInfo(slot, &info) != CKR_OK) continue;
    if (trimmed(info.label, sizeof info.label) != name && trimmed(info.serialNumber, sizeof info.serialNumber) != name)
      continue;
    if (found) throw KeyError("keyTokenNotUnique");
    found = slot;
  }
  return found;
}

std::vector<CK_OBJECT_HANDLE> Pkcs11Module::find(CK_SESSION_HANDLE session, CK_OBJECT_CLASS type,
                                                 const std::string& label, const std::string& id) const {
  std::vector<CK_ATTRIBUTE> wanted{{CKA_CLASS, &type, sizeof type}};
  if (!label.empty()) wanted.push_back({CKA_LABEL, const_cast<char*>(label.data()), label.size()});
  if (!id.empty()) wanted.push_back({CKA_ID, const_cast<char*>(id.data()), id.size()});
  requireOk(functions_->C_FindObjectsInit(session, wanted.data(), wanted.size()));
  std::array<CK_OBJECT_HANDLE, 64> objects{};
  CK_ULONG count = 0;
  const CK_RV answer = functions_->C_FindObjects(session, objects.data(), objects.size(), &count);
  functions_->C_FindObjectsFinal(session);
  requireOk(answer);
  return {objects.begin(), objects.begin() + static_cast<std::ptrdiff_t>(count)};
}

std::string Pkcs11Module::attribute(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
  CK_ATTRIBUTE wanted{type, nullptr, 0};
  if (functions_->C_GetAttributeValue(session, object, &wanted, 1) != CKR_OK ||
      wanted.ulValueLen == CK_UNAVAILABLE_INFORMATION) {
    return {};
  }
  std::string value(wanted.ulValueLen, '\0');
  wanted.pValue = value.data();
  requireOk(functions_->C_GetAttributeValue(session, object, &wanted, 1));
  return value;
}

}  // namespace balalyk::signing
