#include "signing/certificates/RevocationAddresses.h"

#include "signing/Handles.h"

namespace balalyk::signing {
namespace {

using PointsPtr = std::unique_ptr<CRL_DIST_POINTS, Deleter<CRL_DIST_POINTS_free>>;

void freeStrings(STACK_OF(OPENSSL_STRING) * strings) {
  X509_email_free(strings);
}
using StringsPtr = std::unique_ptr<STACK_OF(OPENSSL_STRING), Deleter<freeStrings>>;

bool isHttp(const std::string& url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

}  // namespace

std::vector<std::string> ocspAddressesOf(const Certificate& certificate) {
  const StringsPtr urls{X509_get1_ocsp(certificate.native())};
  std::vector<std::string> addresses;
  for (int i = 0; urls && i < sk_OPENSSL_STRING_num(urls.get()); ++i) {
    const std::string url = sk_OPENSSL_STRING_value(urls.get(), i);
    if (isHttp(url)) addresses.push_back(url);
  }
  return addresses;
}

std::vector<std::string> listAddressesOf(const Certificate& certificate) {
  const PointsPtr points{static_cast<CRL_DIST_POINTS*>(
      X509_get_ext_d2i(certificate.native(), NID_crl_distribution_points, nullptr, nullptr))};
  std::vector<std::string> addresses;
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
      if (isHttp(url)) addresses.push_back(std::move(url));
    }
  }
  return addresses;
}

bool isSignersCertificate(const Certificate& certificate) {
  const bool stamps = (X509_get_extension_flags(certificate.native()) & EXFLAG_XKUSAGE) != 0 &&
                      (X509_get_extended_key_usage(certificate.native()) & XKU_TIMESTAMP) != 0;
  return X509_check_ca(certificate.native()) == 0 && !stamps;
}

}  // namespace balalyk::signing
