#pragma once

#include <p11-kit/pkcs11.h>

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "signing/crypto/Secret.h"

namespace balalyk::signing {

// A token's PKCS#11 module, loaded and initialised once per process however many keys use it; the last one finalises
// it.
class Pkcs11Module {
 public:
  // Throws KeyError keyModuleUnusable.
  static std::shared_ptr<Pkcs11Module> load(const std::filesystem::path& file);
  ~Pkcs11Module();
  Pkcs11Module(const Pkcs11Module&) = delete;
  Pkcs11Module& operator=(const Pkcs11Module&) = delete;

  CK_FUNCTION_LIST* functions() const { return functions_; }
  // By its label or its serial number; throws KeyError keyTokenNotUnique.
  std::optional<CK_SLOT_ID> findToken(const std::string& name) const;
  // All objects of a class, of one label or CKA_ID when that is not empty.
  std::vector<CK_OBJECT_HANDLE> find(CK_SESSION_HANDLE session, CK_OBJECT_CLASS type, const std::string& label,
                                     const std::string& id) const;
  std::string attribute(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const;

  // Logs the process in. A login counts for all its sessions, and a token asked again accepts any PIN: from then on the
  // PIN must be the one it accepted, of which a salted digest is kept. Throws KeyError keyPinWrong, keyPinLocked,
  // keyTokenRemoved, keyOperationFailed.
  void login(CK_SLOT_ID slot, CK_SESSION_HANDLE session, const Secret& pin);

 private:
  explicit Pkcs11Module(const std::filesystem::path& file);
  bool loggedIn(CK_SESSION_HANDLE session) const;
  [[noreturn]] void refuseWrongPin(CK_SLOT_ID slot) const;

  void* library_ = nullptr;
  CK_FUNCTION_LIST* functions_ = nullptr;
  bool initialised_ = false;
  std::mutex loginMutex_;
  Secret salt_;                               // of this process
  std::map<CK_SLOT_ID, Secret> acceptedPin_;  // digests
};

// Throws the KeyError that fits an answer other than CKR_OK: keyPinWrong, keyPinLocked, keyTokenRemoved,
// keyOperationFailed.
void requireOk(CK_RV answer);

}  // namespace balalyk::signing
