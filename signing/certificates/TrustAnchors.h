#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "signing/crypto/Certificate.h"

struct x509_store_st;

namespace balalyk::signing {

// The only certificates a chain may end at. The system's own store is never asked. Immutable, shared between threads.
class TrustAnchors {
 public:
  TrustAnchors() = default;  // trusts nothing
  explicit TrustAnchors(std::vector<Certificate> anchors, std::vector<Certificate> intermediates = {});
  // PEM texts; throws CertificateError certificateUnreadable.
  static TrustAnchors fromPem(std::string_view anchors, std::string_view intermediates = {});

  const std::vector<Certificate>& anchors() const { return anchors_; }
  const std::vector<Certificate>& intermediates() const {
    return intermediates_;
  }                                                           // help to build a chain, trusted no more
  const Digest& fingerprint() const { return fingerprint_; }  // of all of them, in their order
  x509_store_st* store() const { return store_.get(); }       // null when there is no anchor

 private:
  std::vector<Certificate> anchors_;
  std::vector<Certificate> intermediates_;
  std::shared_ptr<x509_store_st> store_;
  Digest fingerprint_{};
};

}  // namespace balalyk::signing
