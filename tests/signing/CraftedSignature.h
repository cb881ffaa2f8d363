#pragma once

#include <string>

#include "CraftedZip.h"
#include "signing/keys/SigningKey.h"

namespace balalyk::signing::test {

// A signed container whose signature file can be changed as text and made consistent again, as an attacker with another
// key could.
struct CraftedSignature {
  CraftedZip zip;
  std::string xml;

  explicit CraftedSignature(const std::string& container);
  void replace(const std::string& from, const std::string& to);  // the first; it must be there
  void replaceAll(const std::string& from, const std::string& to);
  std::string between(const std::string& from, const std::string& to) const;  // both included
  void refreshPropertiesDigest();   // SignedInfo says again what the SignedProperties are
  void signAgain(SigningKey& key);  // the value over SignedInfo as it is now, which must be canonical
  void putValue(const std::string& value);
  std::string build() const;
};

}  // namespace balalyk::signing::test
