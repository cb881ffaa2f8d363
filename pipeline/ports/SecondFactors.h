#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/domain/Date.h"

namespace balalyk {

// One that is in force.
struct StoredFactor {
  std::string secret;  // base32
  Timestamp since{};
  int wrong = 0;      // codes since the last right one
  int codesLeft = 0;  // recovery codes
};

// Port, part of the portal database: the second factor of local accounts. Every change is an entry of the audit trail,
// by ids only. Recovery codes are known by their digests.
class SecondFactors {
 public:
  virtual ~SecondFactors() = default;

  virtual std::optional<StoredFactor> find(const std::string& accountId) = 0;

  // A secret that `session` (its digest) may confirm; it replaces one that was offered before. False: a factor is in
  // force, which stays.
  virtual bool offer(const std::string& accountId, const std::string& secret, const std::string& session) = 0;
  virtual std::optional<std::string> offered(const std::string& accountId, const std::string& session,
                                             std::chrono::seconds life) = 0;
  // In force from now on, with these codes; `step` is used. Ends all sessions of the account. False: it is not offered
  // any more.
  virtual bool confirm(const std::string& accountId, const std::string& secret, const std::string& session,
                       std::int64_t step, const std::vector<std::string>& codes) = 0;

  // Each is one statement, so that of several who bring the same code exactly one is right. A step is right when none
  // as late was used, and fewer than `most` wrong codes came since the last right one.
  virtual bool spendStep(const std::string& accountId, const std::string& secret, std::int64_t step, int most) = 0;
  virtual bool spendCode(const std::string& accountId, const std::string& code) = 0;
  virtual void countWrong(const std::string& accountId) = 0;

  virtual void replaceCodes(const std::string& accountId, const std::vector<std::string>& codes) = 0;
  // Ends all sessions of the account. False: there was none.
  virtual bool remove(const std::string& accountId, const std::string& actor) = 0;
};

}  // namespace balalyk
