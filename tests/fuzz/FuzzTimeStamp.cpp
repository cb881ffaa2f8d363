// The DER of others: time-stamp tokens and an authority's answers, revocation data, certificates.
#include "Material.h"
#include "signing/SigningError.h"
#include "signing/certificates/IssuerSerial.h"
#include "signing/certificates/RevocationCollector.h"
#include "signing/time/TimeStampAuthority.h"
#include "signing/time/TimeStampToken.h"

using namespace balalyk::signing;

namespace {

// A service that answers anything with the fuzzer's bytes.
class Answer final : public HttpTransport {
 public:
  explicit Answer(std::string_view bytes) : bytes_(bytes) {}
  std::string post(const std::string&, const std::string&, std::string_view) override { return bytes_; }
  std::string get(const std::string&) override { return bytes_; }

 private:
  std::string bytes_;
};

template <class Call>
void attempt(Call&& call) {
  try {
    call();
  } catch (const SigningError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const auto& material = balalyk::fuzz::Material::get();
  const Certificate &signer = material.signers.front(), &issuer = material.others.front();
  Answer service{bytes};

  attempt([&] {
    const auto token = TimeStampToken::read(bytes, material.others);
    static_cast<void>(token.covers("something"));
    static_cast<void>(checkAuthority(token, material.others, material.anchors, material.now()));
  });
  attempt([&] {
    TimeStampAuthority authority{service, {"http://tsa.invalid", "1.2.3.4.1"}, material.anchors};
    authority.stamp(sha256("something"));
    balalyk::fuzz::require(false, "no answer made before holds the nonce of this request");
  });
  attempt([&] {
    const RevocationCollector::Addresses both{"http://ocsp.invalid", "http://crl.invalid"};
    RevocationCollector collector{service,
                                  {.ofSigners = both, .ofIssuers = {{material.others.back().fingerprint(), both}}}};
    static_cast<void>(collector.collect({signer, issuer, material.others.back()}, material.now()));
  });
  static_cast<void>(findRevocation(signer, issuer, {{std::string{bytes}}, {std::string{bytes}}}, material.others));
  static_cast<void>(issuerSerialMatches(bytes, signer));
  attempt([&] {
    const auto certificate = Certificate::fromDer(bytes);
    static_cast<void>(checkChain(certificate, material.others, material.anchors, material.now()));
  });
  return 0;
}
