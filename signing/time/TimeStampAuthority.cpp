#include "signing/time/TimeStampAuthority.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>

#include "signing/Handles.h"
#include "signing/SigningError.h"
#include "signing/time/TimeStampToken.h"

namespace balalyk::signing {
namespace {

using RequestPtr = std::unique_ptr<TS_REQ, Deleter<TS_REQ_free>>;
using ResponsePtr = std::unique_ptr<TS_RESP, Deleter<TS_RESP_free>>;
using ImprintPtr = std::unique_ptr<TS_MSG_IMPRINT, Deleter<TS_MSG_IMPRINT_free>>;
using AlgorithmPtr = std::unique_ptr<X509_ALGOR, Deleter<X509_ALGOR_free>>;
using ObjectPtr = std::unique_ptr<ASN1_OBJECT, Deleter<ASN1_OBJECT_free>>;
using IntegerPtr = std::unique_ptr<ASN1_INTEGER, Deleter<ASN1_INTEGER_free>>;

[[noreturn]] void refuse(std::string reason) {
  ERR_clear_error();
  throw TransportError("timeStampRefused", {{"reason", std::move(reason)}});
}

std::string freshNonce() {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof bytes) != 1) refuse("nonce");
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40);  // positive and of full length in DER
  return {reinterpret_cast<char*>(bytes), sizeof bytes};
}

std::string encodeRequest(const DigestMethod& method, std::string value, const std::string& nonce,
                          const std::string& policy) {
  const RequestPtr request{TS_REQ_new()};
  const ImprintPtr message{TS_MSG_IMPRINT_new()};
  const AlgorithmPtr algorithm{X509_ALGOR_new()};
  const IntegerPtr number{ASN1_INTEGER_new()};
  bool good =
      request && message && algorithm && number && TS_REQ_set_version(request.get(), 1) == 1 &&
      X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(OBJ_sn2nid(method.openSslName.data())), V_ASN1_NULL, nullptr) == 1 &&
      TS_MSG_IMPRINT_set_algo(message.get(), algorithm.get()) == 1 &&
      TS_MSG_IMPRINT_set_msg(message.get(), reinterpret_cast<unsigned char*>(value.data()),
                             static_cast<int>(value.size())) == 1 &&
      TS_REQ_set_msg_imprint(request.get(), message.get()) == 1 &&
      ASN1_STRING_set(number.get(), nonce.data(), static_cast<int>(nonce.size())) == 1 &&
      TS_REQ_set_nonce(request.get(), number.get()) == 1 && TS_REQ_set_cert_req(request.get(), 1) == 1;
  if (good && !policy.empty()) {
    const ObjectPtr object{OBJ_txt2obj(policy.c_str(), 1)};
    good = object && TS_REQ_set_policy_id(request.get(), object.get()) == 1;
  }
  unsigned char* der = nullptr;
  const int size = good ? i2d_TS_REQ(request.get(), &der) : -1;
  if (size <= 0) refuse("request");
  std::string bytes{reinterpret_cast<char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return bytes;
}

std::string tokenOf(std::string_view answer) {
  const auto* next = reinterpret_cast<const unsigned char*>(answer.data());
  const ResponsePtr response{d2i_TS_RESP(nullptr, &next, static_cast<long>(answer.size()))};
  if (!response) refuse("answer");
  const long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response.get())));
  if (status != TS_STATUS_GRANTED && status != TS_STATUS_GRANTED_WITH_MODS) refuse("status " + std::to_string(status));
  PKCS7* token = TS_RESP_get_token(response.get());
  unsigned char* der = nullptr;
  const int size = token != nullptr ? i2d_PKCS7(token, &der) : -1;
  if (size <= 0) refuse("answer");
  std::string bytes{reinterpret_cast<char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return bytes;
}

}  // namespace

std::string TimeStampSource::stampValue(const DigestMethod& method, std::string_view value) {
  Digest imprint;
  if (method.name != "SHA-256" || value.size() != imprint.size()) refuse("algorithm");
  std::copy(value.begin(), value.end(), imprint.begin());
  return stamp(imprint);
}

std::string TimeStampAuthority::stamp(const Digest& imprint) {
  return stampValue(*findDigestMethod(kSha256Uri), bytesOf(imprint));
}

std::string TimeStampAuthority::stampValue(const DigestMethod& method, std::string_view value) {
  const std::string nonce = freshNonce();
  const std::string answer = transport_.post(settings_.url, "application/timestamp-query",
                                             encodeRequest(method, std::string{value}, nonce, settings_.policy));
  std::string der = tokenOf(answer);
  const TimeStampToken token = TimeStampToken::read(der);
  if (token.nonce != toHex(nonce)) refuse("nonce");
  if (token.digestAlgorithm != method.name || token.imprint != value) refuse("imprint");
  if (!settings_.policy.empty() && token.policy != settings_.policy) refuse("policy");
  const ChainResult chain = checkAuthority(token, {}, anchors_, clock_());
  if (!chain.valid) refuse(chain.reason);
  return der;
}

}  // namespace balalyk::signing
