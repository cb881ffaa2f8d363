#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "pipeline/actions/SignBatch.h"
#include "pipeline/ports/KeyRing.h"
#include "pipeline/ports/SignInLedger.h"
#include "pipeline/ports/Signer.h"

namespace balalyk {

// Signs where the keys are: each order opens the member's key with the password that came with it, and closes it.
class KeyHolder final : public Signer {
 public:
  // A ring that knows the password of this member alone, for one try.
  using OpenRing = std::function<std::unique_ptr<KeyRing>(const std::string& memberId, signing::Secret password)>;

  KeyHolder(SignBatch::Parts parts, OpenRing openRing, std::stop_token stop)
      : parts_(std::move(parts)), openRing_(std::move(openRing)), stop_(std::move(stop)) {}

  // How tries of a member's password are counted, for whoever says how many are left.
  static SignInLedger::Attempt attemptAt(const std::string& memberId) { return {"key:" + memberId, {}}; }

  BatchReport sign(const BatchOrder& order, signing::Secret password, const Heard& heard) override;
  std::string grant(const StandingOrder& order, signing::Secret password) override;
  void revoke(const std::string& id, const std::string& memberId, signing::Secret password) override;

 private:
  std::unique_ptr<KeyRing> open(const std::string& memberId, signing::Secret password);

  const SignBatch::Parts parts_;
  const OpenRing openRing_;
  const std::stop_token stop_;
};

}  // namespace balalyk
