#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/Error.h"
#include "signing/crypto/Secret.h"

namespace balalyk {

// Port: passwords of local accounts, as hashes that are slow to make.
class Passwords {
 public:
  virtual ~Passwords() = default;
  virtual std::string hash(const signing::Secret& password) = 0;

  // Takes the same time whatever the hash is: with an empty one too, which nothing fits.
  enum class Verdict { wrong, right, rightButWeak };  // weak: by today's measure; hash it again
  virtual Verdict verify(const std::string& hash, const signing::Secret& password) = 0;

  // Why nobody should use it: passwordTooShort{least}, passwordTooLong{most}, passwordCommon. `own`: the words that
  // belong to its owner, as the login.
  virtual std::optional<Problem> weakness(const signing::Secret& password, const std::vector<std::string>& own) = 0;
  virtual signing::Secret random() = 0;  // for a first password: easy to read out and to type
};

}  // namespace balalyk
