#pragma once

#include <optional>
#include <string>

#include "pipeline/Error.h"
#include "pipeline/ports/SignInLedger.h"

namespace balalyk {

struct GuessLimits {
  GuessLimit account{.free = 5};
  GuessLimit address{.free = 50, .first = std::chrono::seconds(10)};  // many sit behind one
};

// Limits guessing, by what is guessed at and by the address it comes from, for all hosts together. A try is counted
// before anybody knows how it ends.
class GuessGate {
 public:
  GuessGate(SignInLedger& ledger, GuessLimits limits) : ledger_(ledger), limits_(limits) {}

  // Of a password and of a code, each its own: who guesses codes is not set free by a password that is known.
  static std::string ofPassword(const std::string& login) { return "account:" + login; }
  static std::string ofCode(const std::string& accountId) { return "code:" + accountId; }

  // signInBlocked{minutes}, or the try is counted. `key` may be empty: by the address alone.
  std::optional<Problem> blocked(const std::string& key, const std::string& address);
  // All failures under the key are forgotten, of the address this try alone.
  void wellEnded(const std::string& key, const std::string& address);

 private:
  SignInLedger& ledger_;
  const GuessLimits limits_;
};

// What guesses from an address are counted under: whoever has one address of IPv6 has its whole /64.
std::string addressKey(const std::string& address);

}  // namespace balalyk
