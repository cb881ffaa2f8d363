#pragma once

#include <string>

#include "signing/certificates/RevocationCollector.h"
#include "signing/time/TimeStampAuthority.h"

namespace balalyk::signing::test {

// Services of Services::get() whose answers are taken as they come: what is wrong with them is for the validator to
// find.
class UncheckedAuthority final : public TimeStampSource {
 public:
  explicit UncheckedAuthority(std::string path) : path_(std::move(path)) {}
  std::string stamp(const Digest& imprint) override;
  std::string stampValue(const DigestMethod& method, std::string_view value) override;

 private:
  std::string path_;
};

// A responder about the first certificate of a chain, a list about the others.
class UncheckedRevocation final : public RevocationSource {
 public:
  explicit UncheckedRevocation(std::string responder, std::string list = "/root.crl")
      : responder_(std::move(responder)), list_(std::move(list)) {}
  RevocationData collect(const std::vector<Certificate>& chain, std::chrono::sys_seconds provedAt) override;

 private:
  std::string responder_, list_;
};

}  // namespace balalyk::signing::test
