#pragma once

#include <string>

#include "signing/keys/Pkcs11Key.h"

namespace balalyk::signing::test {

inline constexpr const char* kPinOfToken = "246813";

// A SoftHSM2 token in its own folder with two private keys of the key ring: «rsa2048», whose certificate it holds
// too, and «p256», whose certificate it does not.
class Token {
 public:
  static const Token& get();
  Pkcs11Key::Settings settings(const std::string& member) const;
  void addAlwaysAuthenticatingKey() const;
  void closeAllSessions() const;  // what an application sees when the token is pulled out

 private:
  Token();
  void addCertificate(const std::string& member, const std::string& id) const;
};

}  // namespace balalyk::signing::test
