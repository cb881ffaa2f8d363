#include "Unchecked.h"

#include <openssl/ocsp.h>
#include <openssl/ts.h>

#include <boost/test/unit_test.hpp>

#include "Services.h"
#include "signing/Handles.h"
#include "signing/crypto/Der.h"

namespace balalyk::signing::test {
namespace {

using RequestPtr = std::unique_ptr<OCSP_REQUEST, Deleter<OCSP_REQUEST_free>>;

std::string sequence(std::string_view content) {
  return der::wrap(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, content);
}

std::string primitive(char tag, std::string_view content) {
  return std::string{tag, static_cast<char>(content.size())} + std::string{content};
}

std::string oid(const DigestMethod& method) {
  const ASN1_OBJECT* object = OBJ_nid2obj(OBJ_sn2nid(method.openSslName.data()));
  return primitive('\x06', {reinterpret_cast<const char*>(OBJ_get0_data(object)), OBJ_length(object)});
}

}  // namespace

std::string UncheckedAuthority::stamp(const Digest& imprint) {
  return stampValue(*findDigestMethod(kSha256Uri), bytesOf(imprint));
}

// RFC 3161, 2.4.1: version 1, the imprint, certificates wanted. The token is the answer's second part.
std::string UncheckedAuthority::stampValue(const DigestMethod& method, std::string_view value) {
  const std::string request =
      sequence(primitive('\x02', "\x01") +
               sequence(sequence(oid(method) + std::string{"\x05\0", 2}) + primitive('\x04', value)) +
               primitive('\x01', "\xff"));
  auto& services = Services::get();
  const std::string answer = services.transport().post(services.url(path_), "application/timestamp-query", request);
  auto parts = der::only(answer, V_ASN1_SEQUENCE);
  BOOST_REQUIRE(parts && der::take(*parts));
  const auto token = der::take(*parts);
  BOOST_REQUIRE(token);
  return std::string{token->whole};
}

RevocationData UncheckedRevocation::collect(const std::vector<Certificate>& chain, std::chrono::sys_seconds) {
  const RequestPtr request{OCSP_REQUEST_new()};
  OCSP_request_add0_id(request.get(), OCSP_cert_to_id(EVP_sha1(), chain[0].native(), chain[1].native()));
  unsigned char* der = nullptr;
  const int size = i2d_OCSP_REQUEST(request.get(), &der);
  const std::string bytes{reinterpret_cast<char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  auto& services = Services::get();
  return {{services.transport().post(services.url(responder_), "application/ocsp-request", bytes)},
          {services.transport().get(services.url(list_))}};
}

}  // namespace balalyk::signing::test
