#include "signing/time/TimeStampAuthority.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>

#include <array>

#include "signing/Handles.h"
#include "signing/SigningError.h"
#include "signing/time/TokenCheck.h"

namespace balalyk::signing {
namespace {

using RequestPtr = std::unique_ptr<TS_REQ, Deleter<TS_REQ_free>>;
using ResponsePtr = std::unique_ptr<TS_RESP, Deleter<TS_RESP_free>>;
using ImprintPtr = std::unique_ptr<TS_MSG_IMPRINT, Deleter<TS_MSG_IMPRINT_free>>;
using AlgorithmPtr = std::unique_ptr<X509_ALGOR, Deleter<X509_ALGOR_free>>;
using ObjectPtr = std::unique_ptr<ASN1_OBJECT, Deleter<ASN1_OBJECT_free>>;
using IntegerPtr = std::unique_ptr<ASN1_INTEGER, Deleter<ASN1_INTEGER_free>>;

// What the validator accepts of an authority whose clock is ahead, and what is left for one that is slow.
constexpr std::chrono::minutes kAhead{1}, kBehind{5};
constexpr std::size_t kLongestText = 200;

[[noreturn]] void refuseWith(std::string failure, std::string service = {}) {
  ERR_clear_error();
  throw TransportError("timeStampRefused", {{"service", std::move(service)}, {"failure", std::move(failure)}});
}

std::string freshNonce() {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof bytes) != 1) refuseWith("request");
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
  if (size <= 0) refuseWith("request");
  std::string bytes{reinterpret_cast<char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return bytes;
}

// RFC 3161, 2.4.2.
std::string statusWord(long status) {
  static constexpr std::array kWords{"granted", "grantedWithMods",   "rejection",
                                     "waiting", "revocationWarning", "revocationNotification"};
  if (status < 0 || status >= static_cast<long>(kWords.size())) return "status " + std::to_string(status);
  return kWords[static_cast<std::size_t>(status)];
}

std::string failureInfo(const ASN1_BIT_STRING* bits) {
  static constexpr std::pair<int, const char*> kWords[] = {{TS_INFO_BAD_ALG, "badAlg"},
                                                           {TS_INFO_BAD_REQUEST, "badRequest"},
                                                           {TS_INFO_BAD_DATA_FORMAT, "badDataFormat"},
                                                           {TS_INFO_TIME_NOT_AVAILABLE, "timeNotAvailable"},
                                                           {TS_INFO_UNACCEPTED_POLICY, "unacceptedPolicy"},
                                                           {TS_INFO_UNACCEPTED_EXTENSION, "unacceptedExtension"},
                                                           {TS_INFO_ADD_INFO_NOT_AVAILABLE, "addInfoNotAvailable"},
                                                           {TS_INFO_SYSTEM_FAILURE, "systemFailure"}};
  std::string words;
  for (const auto& [bit, word] : kWords) {
    if (bits != nullptr && ASN1_BIT_STRING_get_bit(bits, bit) == 1) words += std::string{", "} + word;
  }
  return words;
}

// The text's beginning, in one line.
std::string oneLine(const ASN1_UTF8STRING* text) {
  const unsigned char* next = ASN1_STRING_get0_data(text);
  std::string line;
  for (int left = ASN1_STRING_length(text); left > 0 && line.size() < kLongestText;) {
    unsigned long code = 0;
    const int size = UTF8_getc(next, left, &code);
    if (size <= 0) break;
    const bool visible = code >= 0x20 && (code < 0x7f || code > 0x9f);
    line += visible ? std::string(reinterpret_cast<const char*>(next), static_cast<std::size_t>(size)) : " ";
    next += size;
    left -= size;
  }
  return line;
}

// PKIFreeText: others wrote it, and it goes into messages and logs.
std::string freeText(const STACK_OF(ASN1_UTF8STRING) * texts) {
  return sk_ASN1_UTF8STRING_num(texts) > 0 ? ": «" + oneLine(sk_ASN1_UTF8STRING_value(texts, 0)) + "»" : std::string{};
}

std::string chainFailure(SubIndication why) {
  if (why == SubIndication::noCertificateChainFound) return "untrusted";
  return why == SubIndication::outOfBoundsNoPoe ? "expired" : "certificate";
}

}  // namespace

std::string TimeStampSource::stampValue(const DigestMethod& method, std::string_view value) {
  Digest imprint;
  if (method.name != "SHA-256" || value.size() != imprint.size()) refuseWith("algorithm");
  std::copy(value.begin(), value.end(), imprint.begin());
  return stamp(imprint);
}

void TimeStampAuthority::refuse(std::string failure) const {
  refuseWith(std::move(failure), settings_.url);
}

std::string TimeStampAuthority::tokenOf(std::string_view answer) const {
  const auto* next = reinterpret_cast<const unsigned char*>(answer.data());
  const ResponsePtr response{d2i_TS_RESP(nullptr, &next, static_cast<long>(answer.size()))};
  if (!response) refuse("unreadable");
  TS_STATUS_INFO* info = TS_RESP_get_status_info(response.get());
  const long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(info));
  if (status != TS_STATUS_GRANTED && status != TS_STATUS_GRANTED_WITH_MODS) {
    refuse(statusWord(status) + failureInfo(TS_STATUS_INFO_get0_failure_info(info)) +
           freeText(TS_STATUS_INFO_get0_text(info)));
  }
  PKCS7* token = TS_RESP_get_token(response.get());
  unsigned char* der = nullptr;
  const int size = token != nullptr ? i2d_PKCS7(token, &der) : -1;
  if (size <= 0) refuse("unreadable");
  std::string bytes{reinterpret_cast<char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return bytes;
}

TimeStampToken TimeStampAuthority::readToken(const std::string& der) const {
  try {
    return TimeStampToken::read(der);
  } catch (const SigningError& error) {
    refuse(error.code() == "timeStampSignatureWrong" ? "signature" : "unreadable");
  }
}

std::string TimeStampAuthority::stamp(const Digest& imprint) {
  return stampValue(*findDigestMethod(kSha256Uri), bytesOf(imprint));
}

std::string TimeStampAuthority::stampValue(const DigestMethod& method, std::string_view value) {
  const std::string nonce = freshNonce();
  const auto asked = clock_();
  const std::string answer = transport_.post(settings_.url, "application/timestamp-query",
                                             encodeRequest(method, std::string{value}, nonce, settings_.policy));
  std::string der = tokenOf(answer);
  const TimeStampToken token = readToken(der);
  if (token.nonce != toHex(nonce)) refuse("nonce");
  if (token.digestAlgorithm != method.name || token.imprint != value) refuse("imprint");
  if (!settings_.policy.empty() && token.policy != settings_.policy) refuse("policy");
  const auto now = clock_();
  if (token.time > now + kAhead || token.time < asked - kBehind) refuse("clock");
  const ChainResult chain = checkAuthority(token, {}, anchors_, now);
  if (!chain.valid) refuse(chainFailure(chain.subIndication));
  Existence existence{now, now};
  Verdict verdict;
  const std::vector<Certificate> none;
  if (!checkToken("timeStamp", token, now, {none, anchors_, settings_.allowed}, existence, verdict)) refuse("weak");
  return der;
}

}  // namespace balalyk::signing
