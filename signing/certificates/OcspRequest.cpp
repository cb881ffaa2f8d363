#include "signing/certificates/OcspRequest.h"

#include <openssl/err.h>

#include <new>

#include "signing/certificates/OcspAnswer.h"

namespace balalyk::signing {
namespace {

using RequestPtr = std::unique_ptr<OCSP_REQUEST, Deleter<OCSP_REQUEST_free>>;

[[noreturn]] void fail() {
  ERR_clear_error();
  throw std::bad_alloc();
}

}  // namespace

OcspRequest::OcspRequest(const Certificate& certificate, const Certificate& issuer) {
  constexpr int kNonceBytes = 16;
  const RequestPtr request{OCSP_REQUEST_new()};
  // SHA-1 only names the certificate here, and many responders know no other.
  OCSP_CERTID* id = OCSP_cert_to_id(EVP_sha1(), certificate.native(), issuer.native());
  if (!request || id == nullptr || OCSP_request_add0_id(request.get(), id) == nullptr ||
      OCSP_request_add1_nonce(request.get(), nullptr, kNonceBytes) != 1) {
    fail();
  }
  unsigned char* der = nullptr;
  const int size = i2d_OCSP_REQUEST(request.get(), &der);
  if (size <= 0) fail();
  der_.assign(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
}

bool OcspRequest::isContradictedBy(const std::string& response) const {
  constexpr int kDifferent = 0;
  const auto* next = reinterpret_cast<const unsigned char*>(der_.data());
  const RequestPtr request{d2i_OCSP_REQUEST(nullptr, &next, static_cast<long>(der_.size()))};
  const OcspBasicPtr basic = parseOcsp(response);
  if (!request) fail();
  const bool different = basic && OCSP_check_nonce(request.get(), basic.get()) == kDifferent;
  ERR_clear_error();
  return different;
}

}  // namespace balalyk::signing
