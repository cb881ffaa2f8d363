#include "signing/validation/TrustAnchors.h"

#include "signing/Handles.h"
#include "signing/SigningError.h"

namespace balalyk::signing {

TrustAnchors::TrustAnchors(std::vector<Certificate> anchors, std::vector<Certificate> intermediates)
    : anchors_(std::move(anchors)), intermediates_(std::move(intermediates)) {
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
