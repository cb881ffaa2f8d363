#include "signing/validation/RevocationCollector.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include <algorithm>

#include "signing/Handles.h"
#include "signing/SigningError.h"

namespace balalyk::signing {
namespace {

using RequestPtr = std::unique_ptr<OCSP_REQUEST, Deleter<OCSP_REQUEST_free>>;
using PointsPtr = std::unique_ptr<CRL_DIST_POINTS, Deleter<CRL_DIST_POINTS_free>>;

void freeStrings(STACK_OF(OPENSSL_STRING) * strings) {
  X509_email_free(strings);
}
using StringsPtr = std::unique_ptr<STACK_OF(OPENSSL_STRING), Deleter<freeStrings>>;

[[noreturn]] void refuse() {
  ERR_clear_error();
  throw TransportError("revocationRefused");
}

std::string ocspUrlOf(const Certificate& certificate) {
  const StringsPtr urls{X509_get1_ocsp(certificate.native())};
  return urls && sk_OPENSSL_STRING_num(urls.get()) > 0 ? sk_OPENSSL_STRING_value(urls.get(), 0) : std::string{};
}

std::string crlUrlOf(const Certificate& certificate) {
  const PointsPtr points{static_cast<CRL_DIST_POINTS*>(
      X509_get_ext_d2i(certificate.native(), NID_crl_distribution_points, nullptr, nullptr))};
  for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
    const DIST_POINT* point = sk_DIST_POINT_value(points.get(), i);
    if (point->distpoint == nullptr || point->distpoint->type != 0) continue;
    const GENERAL_NAMES* names = point->distpoint->name.fullname;
    for (int k = 0; k < sk_GENERAL_NAME_num(names); ++k) {
      int type = 0;
      const auto* value =
          static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, k), &type));
      if (type != GEN_URI) continue;
      std::string url{reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                      static_cast<std::size_t>(ASN1_STRING_length(value))};
      if (url.starts_with("http:")) return url;
    }
  }
  return {};
}

std::string encodeRequest(const Certificate& certificate, const Certificate& issuer) {
  const RequestPtr request{OCSP_REQUEST_new()};
  // SHA-1 only names the certificate here, and many responders know no other.
  OCSP_CERTID* id = OCSP_cert_to_id(EVP_sha1(), certificate.native(), issuer.native());
  if (!request || id == nullptr || OCSP_request_add0_id(request.get(), id) == nullptr) refuse();
  unsigned char* der = nullptr;
  const int size = i2d_OCSP_REQUEST(request.get(), &der);
  if (size <= 0) refuse();
  std::string bytes{reinterpret_cast<char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return bytes;
}

}  // namespace

RevocationData RevocationCollector::askOcsp(const std::string& url, const Certificate& certificate,
                                            const Certificate& issuer) {
  RevocationData data;
  data.ocsp.push_back(transport_.post(url, "application/ocsp-request", encodeRequest(certificate, issuer)));
  if (!findRevocation(certificate, issuer, data, {})) refuse();
  return data;
}

RevocationData RevocationCollector::askList(const std::string& url) {
  const auto known = lists_.find(url);
  if (known != lists_.end() && clock_() < known->second.until) return {.crls = {known->second.der}};
  return {.crls = {transport_.get(url)}};
}

// Never for longer than the issuer itself gave it.
std::chrono::sys_seconds RevocationCollector::freshUntil(const RevocationAnswer& answer) const {
  using std::chrono::sys_seconds;
  const auto now = clock_();
  const auto limit = settings_.freshness > sys_seconds::max() - now ? sys_seconds::max() : now + settings_.freshness;
  return answer.nextUpdate ? std::min(limit, *answer.nextUpdate) : limit;
}

RevocationCollector::Kept RevocationCollector::ask(const Certificate& certificate, const Certificate& issuer) {
  const std::string ocsp = settings_.ocspUrl.empty() ? ocspUrlOf(certificate) : settings_.ocspUrl;
  const std::string crl = settings_.crlUrl.empty() ? crlUrlOf(certificate) : settings_.crlUrl;
  if (!ocsp.empty()) {
    try {
      auto data = askOcsp(ocsp, certificate, issuer);
      const auto until = freshUntil(*findRevocation(certificate, issuer, data, {}));
      return {std::move(data), until};
    } catch (const TransportError&) {
      if (crl.empty()) throw;  // else the list may help
    }
  }
  if (crl.empty()) refuse();
  auto data = askList(crl);
  const auto answer = findRevocation(certificate, issuer, data, {});
  if (!answer) refuse();
  const auto until = freshUntil(*answer);
  lists_[crl] = {data.crls.front(), until};
  return {std::move(data), until};
}

RevocationData RevocationCollector::collect(const std::vector<Certificate>& chain) {
  RevocationData all;
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    // Held while asking, so that a batch on many threads asks once.
    const std::lock_guard lock{mutex_};
    auto known = answers_.find(chain[i].fingerprint());
    if (known == answers_.end() || clock_() >= known->second.until) {
      known = answers_.insert_or_assign(chain[i].fingerprint(), ask(chain[i], chain[i + 1])).first;
    }
    const auto& data = known->second.data;
    all.ocsp.insert(all.ocsp.end(), data.ocsp.begin(), data.ocsp.end());
    for (const auto& list : data.crls) {
      if (std::ranges::find(all.crls, list) == all.crls.end()) all.crls.push_back(list);
    }
  }
  return all;
}

}  // namespace balalyk::signing
