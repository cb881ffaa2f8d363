#pragma once

#include <stdexcept>

#include "pipeline/ports/TrustServices.h"
#include "signing/certificates/RevocationCollector.h"
#include "signing/certificates/TrustAnchors.h"
#include "signing/time/TimeStampAuthority.h"

namespace balalyk::tests {

// Says of every certificate what the test wants; for stages that ask about revocation only.
struct FakeTrust final : TrustServices {
  SignerAnswer answer;
  int asked = 0;

  void unanswered() {
    answer = {SignerStatus::unanswered, Problem{"revocationNoAddress", {{"issuer", "An authority"}}}};
  }

  SignerAnswer statusOf(const signing::Certificate&, std::span<const signing::Certificate>) override {
    ++asked;
    return answer;
  }
  signing::TimeStampSource& timeStamps() override { throw std::logic_error("no time stamps here"); }
  signing::RevocationSource& revocation() override { throw std::logic_error("no validation data here"); }
  const signing::TrustAnchors& signers() const override { return none_; }
  const signing::TrustAnchors& authorities() const override { return none_; }
  std::chrono::sys_seconds now() override { return signing::systemTime(); }

 private:
  signing::TrustAnchors none_;
};

}  // namespace balalyk::tests
