#pragma once

#include <Poco/JSON/Object.h>
#include <openssl/evp.h>

#include <memory>
#include <string>

namespace balalyk::test {

// A provider's key pair, and what it makes: its public JWK, signatures as JWS has them.
class TestKey {
 public:
  enum class Kind { rsa, p256 };
  TestKey(Kind kind, std::string id, unsigned bits = 2'048);

  Poco::JSON::Object::Ptr jwk() const;
  std::string publicPem() const;
  std::string sign(const std::string& algorithm, const std::string& text) const;  // RS256, PS256, ES256

 private:
  Kind kind_;
  std::string id_;
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
};

std::string json(const Poco::JSON::Object& object);
std::string hs256(const std::string& secret, const std::string& text);

}  // namespace balalyk::test
