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

  // The chairperson's key, opened once and kept for the life of the ring. Throws Error:
  //   keyMissing{member}, keyPasswordMissing{member}, keyPasswordWrong{member}, keyFileUnreadable{member},
  //   keyDoesNotMatchCertificate{member}, certificateUnknown{member}: not the one pinned in the ring
  // A wrong password is tried once: later calls repeat the error without another try.
  virtual std::shared_ptr<signing::SigningKey> open(const std::string& memberId) = 0;

  virtual std::vector<std::string> members() const = 0;
};

}  // namespace balalyk
