#include "connectors/keys/CscService.h"

#include <Poco/JSON/Array.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <thread>

#include "connectors/http/HttpUrl.h"
#include "connectors/keys/CscErrors.h"
#include "connectors/keys/CscJson.h"
#include "signing/SigningError.h"
#include "signing/crypto/Base64.h"

namespace balalyk {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Poco::JSON::Object;
using signing::KeyError;
using signing::Secret;

constexpr int kMostWaits = 5;
constexpr auto kLongestWait = 30s;
constexpr auto kEarlier = 30s;  // before its end a token or an authorisation counts as expired

// Retry-After (RFC 9110, 10.2.3) in seconds; a date is answered with a usual pause.
std::chrono::seconds pauseAskedFor(const HttpAnswer& answer) {
  const auto text = answer.header("retry-after");
  long seconds = 5;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || seconds < 0) seconds = 5;
  return std::min(std::chrono::seconds(seconds), std::chrono::seconds(kLongestWait));
}

Clock::time_point expiryOf(const Object& object, const char* field) {
  const auto seconds = std::chrono::seconds(std::clamp(object.optValue<int>(field, 3600), 0, 86'400));
  return Clock::now() + std::max<Clock::duration>(seconds - kEarlier, seconds / 2);
}

Secret formEncoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size() * 3);  // never moves, so that one wipe is enough
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '_' || c == '.' || c == '~') {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kDigits[byte >> 4];
      encoded += kDigits[byte & 0xf];
    }
  }
  return Secret::takeFrom(encoded.data(), encoded.size());
}

std::vector<std::string> textsIn(const Poco::JSON::Array::Ptr& array) {
  std::vector<std::string> texts;
  if (array)
    for (const auto& text : *array) texts.push_back(text.toString());
  return texts;
}

void readAuthorisation(const Object::Ptr& auth, CscCredential& credential) {
  if (!auth || auth->optValue<std::string>("mode", "") != "explicit") throw KeyError("cscAuthorisationUnsupported");
  const auto objects = auth->getArray("objects");
  for (std::size_t i = 0; objects && i < objects->size(); ++i) {
    const auto object = objects->getObject(static_cast<unsigned>(i));
    if (object->optValue<std::string>("type", "") != "Password") throw KeyError("cscAuthorisationUnsupported");
    auto& ids = object->has("generator") ? credential.oneTimePasswords : credential.pins;
    ids.push_back(object->getValue<std::string>("id"));
  }
  if (credential.pins.size() > 1 || credential.oneTimePasswords.size() > 1) {
    throw KeyError("cscAuthorisationUnsupported");
  }
}

CscActivation activationFrom(const Object& object) {
  return {Secret(object.getValue<std::string>("SAD")), expiryOf(object, "expiresIn")};
}

}  // namespace

CscService::CscService(Settings settings, Secret clientSecret)
    : settings_(std::move(settings)), clientSecret_(std::move(clientSecret)), http_(settings_.http) {}

std::string CscService::host() const {
  return parseHttpUrl(settings_.service).host;
}

std::string CscService::bearer() {
  const std::lock_guard lock(mutex_);
  if (!token_.empty() && Clock::now() < tokenExpires_) return token_;
  const auto client = formEncoded(settings_.client), secret = formEncoded(clientSecret_.reveal());
  const auto tail = Secret::joined({client.reveal(), "&client_secret=", secret.reveal()});
  const auto answer = http_.send({.method = "POST",
                                  .url = settings_.tokens,
                                  .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                                  .body = "grant_type=client_credentials&scope=service&client_id=",
                                  .bodyTail = tail.reveal(),
                                  .repeatable = true});
  if (answer.status >= 500) throw KeyError("cscUnavailable", {{"host", host()}});
  if (!answer.good()) throw cscRefusal(answer, host());
  const auto object = objectIn(answer.body, host());
  token_ = object->optValue<std::string>("access_token", "");
  if (token_.empty()) throw KeyError("cscAnswerUnusable", {{"host", host()}});
  tokenExpires_ = expiryOf(*object, "expires_in");
  return token_;
}

void CscService::forgetToken() {
  const std::lock_guard lock(mutex_);
  token_.clear();
}

HttpAnswer CscService::sendOnce(const std::string& method, std::string_view body, std::string_view tail, Loss loss) {
  std::string token;
  try {
    token = bearer();
  } catch (const HttpError& error) {
    throw asKeyError(error);  // nothing of the call itself has gone out
  }
  try {
    const bool once = loss != Loss::harmless;
    return http_.send({.method = "POST",
                       .url = settings_.service + "/" + method,
                       .headers = {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}},
                       .body = body,
                       .bodyTail = tail,
                       .repeatable = !once,
                       .ownConnection = once});
  } catch (const HttpError& error) {
    if (error.mayHaveArrived()) throwLoss(loss);
    throw asKeyError(error);
  }
}

void CscService::throwLoss(Loss loss) const {
  if (loss == Loss::countsPin) throw KeyError("cscAuthorisationLost", {{"host", host()}});
  if (loss == Loss::mayHaveSigned) throw KeyError("keyOutcomeUnknown", {{"host", host()}});
}

// Whoever says 401 or 429 has done nothing: that may be sent again. After any other failure of a call that is not
// harmless nobody knows what was done.
HttpAnswer CscService::call(const std::string& method, std::string_view body, std::string_view tail, Loss loss) {
  bool refreshed = false;
  for (int waits = 0;;) {
    auto answer = sendOnce(method, body, tail, loss);
    if (answer.good()) return answer;
    if (answer.status == 401 && !refreshed) {
      refreshed = true;
      forgetToken();
    } else if (answer.status == 429 || (answer.status >= 500 && loss == Loss::harmless)) {
      if (++waits > kMostWaits) throw KeyError(answer.status == 429 ? "cscBusy" : "cscUnavailable", {{"host", host()}});
      std::this_thread::sleep_for(pauseAskedFor(answer));
    } else {
      if (answer.status >= 500) throwLoss(loss);
      throw cscRefusal(answer, host());
    }
  }
}

CscCredential CscService::info(const std::string& credential) {
  Object question;
  question.set("credentialID", credential);
  question.set("certificates", "chain");
  question.set("authInfo", true);
  const auto answer = call("credentials/info", opened(question), "}", Loss::harmless);
  try {
    const auto object = objectIn(answer.body, host());
    const auto key = object->getObject("key"), certificates = object->getObject("cert");
    if (!key || !certificates) throw KeyError("cscAnswerUnusable", {{"host", host()}});
    if (key->optValue<std::string>("status", "") != "enabled") throw KeyError("cscCredentialDisabled");
    CscCredential found{.algorithms = textsIn(key->getArray("algo"))};
    for (const auto& text : textsIn(certificates->getArray("certificates")))
      found.certificates.push_back(signing::Certificate::fromDer(signing::fromBase64(text).value_or("")));
    if (found.certificates.empty()) throw KeyError("keyCertificateMissing");
    found.mostSignatures = static_cast<std::size_t>(std::max(1, object->optValue<int>("multisign", 1)));
    readAuthorisation(object->getObject("auth"), found);
    return found;
  } catch (const Poco::Exception&) {
    throw KeyError("cscAnswerUnusable", {{"host", host()}});
  }
}

CscActivation CscService::authorise(const std::string& credential, std::span<const signing::Digest> digests,
                                    const std::vector<std::pair<std::string, const Secret*>>& answers) {
  Object question;
  question.set("credentialID", credential);
  question.set("numSignatures", digests.size());
  question.set("hashes", hashesOf(digests));
  question.set("hashAlgorithmOID", kSha256Oid);
  Secret tail(answers.empty() ? "}" : ",\"authData\":[");
  for (const auto& [id, value] : answers) {
    const auto name = jsonString(id), quoted = jsonString(value->reveal());
    const bool last = &value == &answers.back().second;
    tail =
        Secret::joined({tail.reveal(), "{\"id\":", name.reveal(), ",\"value\":", quoted.reveal(), last ? "}]}" : "},"});
  }
  const auto answer = call("credentials/authorize", opened(question), tail.reveal(), Loss::countsPin);
  tail.wipe();
  try {
    const auto object = objectIn(answer.body, host());
    return answer.status == 202 ? waitForApproval(object->getValue<std::string>("handle")) : activationFrom(*object);
  } catch (const Poco::Exception&) {
    throw KeyError("cscAnswerUnusable", {{"host", host()}});
  }
}

// The holder still has to say yes on their own device.
CscActivation CscService::waitForApproval(std::string handle) {
  const auto until = Clock::now() + settings_.http.deadline;
  while (Clock::now() < until) {
    Object question;
    question.set("handle", handle);
    const auto answer = call("credentials/authorizeCheck", opened(question), "}", Loss::harmless);
    const auto object = objectIn(answer.body, host());
    if (answer.status != 202) return activationFrom(*object);
    handle = object->getValue<std::string>("handle");
    std::this_thread::sleep_for(answer.header("retry-after").empty() ? 1s : pauseAskedFor(answer));
  }
  throw KeyError("cscNotApproved");
}

std::vector<std::string> CscService::signHashes(const std::string& credential, const CscActivation& activation,
                                                std::span<const signing::Digest> digests,
                                                const std::string& algorithm) {
  constexpr const char* kPlainRsa = "1.2.840.113549.1.1.1";
  Object question;
  question.set("credentialID", credential);
  question.set("hashes", hashesOf(digests));
  question.set("signAlgo", algorithm);
  if (algorithm == kPlainRsa) question.set("hashAlgorithmOID", kSha256Oid);  // every other one names its own
  const auto data = jsonString(activation.data.reveal());
  const auto tail = Secret::joined({",\"SAD\":", data.reveal(), "}"});
  const auto answer = call("signatures/signHash", opened(question), tail.reveal(), Loss::mayHaveSigned);
  std::vector<std::string> values;
  try {
    for (const auto& text : textsIn(objectIn(answer.body, host())->getArray("signatures")))
      values.push_back(signing::fromBase64(text).value_or(""));
  } catch (const Poco::Exception&) {
    values.clear();
  } catch (const KeyError&) {
    values.clear();
  }
  // It says that it signed, but not what.
  if (values.size() != digests.size()) throw KeyError("keyOutcomeUnknown", {{"host", host()}});
  return values;
}

}  // namespace balalyk
