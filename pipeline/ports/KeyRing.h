#pragma once

#include <memory>
#include <string>
#include <vector>

namespace balalyk::signing {
class SigningKey;
class Certificate;
}  // namespace balalyk::signing

namespace balalyk {

// Port: which key belongs to which chairperson.
class KeyRing {
 public:
  virtual ~KeyRing() = default;

  // The chairperson's key, opened once and kept until its files or its entry change. Throws Error, each with {member}:
  //   keyMissing, keyPasswordMissing, keyPasswordWrong, keyFileUnreadable, keyDoesNotMatchCertificate,
  //   certificateUnknown: not the one pinned in the ring, keyTimedOut{seconds} and the others of connectors/keys
  // A wrong password is tried once: later calls repeat the error without another try. Ends within a deadline, and one
  // member's key does not hold up another's.
  virtual std::shared_ptr<signing::SigningKey> open(const std::string& memberId) = 0;

  virtual std::vector<std::string> members() const = 0;
};

}  // namespace balalyk
