#include "signing/certificates/TrustAnchors.h"

#include "signing/Handles.h"
#include "signing/SigningError.h"

namespace balalyk::signing {
namespace {

Digest fingerprintOf(const std::vector<Certificate>& anchors, const std::vector<Certificate>& intermediates) {
  std::string all;
  for (const auto& anchor : anchors) all += bytesOf(anchor.fingerprint());
  all += '/';
  for (const auto& intermediate : intermediates) all += bytesOf(intermediate.fingerprint());
  return sha256(all);
}

}  // namespace

TrustAnchors::TrustAnchors(std::vector<Certificate> anchors, std::vector<Certificate> intermediates)
    : anchors_(std::move(anchors)),
      intermediates_(std::move(intermediates)),
      fingerprint_(fingerprintOf(anchors_, intermediates_)) {
  if (anchors_.empty()) return;
  store_ = {X509_STORE_new(), X509_STORE_free};
  for (const auto& anchor : anchors_) {
    if (!store_ || X509_STORE_add_cert(store_.get(), anchor.native()) != 1) {
      throw CertificateError("certificateUnreadable");
    }
  }
}

TrustAnchors TrustAnchors::fromPem(std::string_view anchors, std::string_view intermediates) {
  return TrustAnchors{Certificate::allFromPem(anchors),
                      intermediates.empty() ? std::vector<Certificate>{} : Certificate::allFromPem(intermediates)};
}

}  // namespace balalyk::signing
