#include "connectors/identity/CodeExchange.h"

#include <algorithm>

#include "connectors/identity/LimitedJson.h"
#include "connectors/identity/ProviderFault.h"
#include "signing/crypto/Base64.h"

namespace balalyk {

namespace {

using signing::Secret;

constexpr std::size_t kLongestCode = 2'048, kLongestToken = 16'384, kLongestWord = 64;

std::string parameter(const IdentityProvider::Parameters& parameters, const char* name) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

Secret encodedSecret(std::string_view text) {
  auto encoded = percentEncoded(text);
  return Secret::takeFrom(encoded.data(), encoded.size());
}

}  // namespace

std::string codeOf(const IdentityProvider::Parameters& parameters, const KeptVisit& visit, std::chrono::seconds now) {
  if (!sameText(parameter(parameters, "state"), visit.state)) throw SignInRefused{SignInRefused::Why::state};
  if (now - visit.begun > kLongestVisit || now < visit.begun) throw SignInRefused{SignInRefused::Why::expired};
  const auto error = parameter(parameters, "error");
  if (error == "access_denied") throw SignInRefused{SignInRefused::Why::cancelled};
  if (error == "server_error" || error == "temporarily_unavailable")
    throw ProviderFault(ProviderFault::Kind::down, "responseError");
  requireOf(error.empty(), "responseError");
  auto code = parameter(parameters, "code");
  requireOf(!code.empty() && code.size() <= kLongestCode, "codeMissing");
  return code;
}

Poco::JSON::Object::Ptr exchangeCode(ProviderHttp& http, const CodeQuestion& question, const KeptVisit& visit,
                                     const Secret& secret) {
  std::string body = "grant_type=authorization_code&code=" + percentEncoded(question.code) +
                     "&redirect_uri=" + percentEncoded(visit.returnAddress) +
                     "&client_id=" + percentEncoded(question.client);
  if (question.provesChallenge) body += "&code_verifier=" + visit.verifier;
  HttpRequest request{.method = "POST",
                      .url = question.tokenAddress,
                      .headers = {{"Content-Type", "application/x-www-form-urlencoded"}}};
  const auto encoded = encodedSecret(secret.reveal());
  if (!secret.empty() && question.secretInBody) {
    body += "&client_secret=";
    request.bodyTail = encoded.reveal();
  } else if (!secret.empty()) {
    // RFC 6749, 2.3.1. A header is a plain text on its way: the only provider's secret that is not wiped everywhere.
    request.headers.emplace_back("Authorization", "Basic " + signing::toBase64(percentEncoded(question.client) + ":" +
                                                                               std::string(encoded.reveal())));
  }
  request.body = body;
  const auto answer = http.send(std::move(request), ProviderHttp::Refusal::isAnswer);
  auto object = limitedObject(answer.body);
  if (answer.status != 200) {
    const bool ofCode = textOf(*object, "error", kLongestWord) == "invalid_grant";
    throw ProviderFault(ofCode ? "codeRefused" : "clientRefused");
  }
  return object;
}

std::string accessTokenOf(const Poco::JSON::Object& answer) {
  auto type = textOf(answer, "token_type", kLongestWord).value_or("Bearer");
  requireOf(type.size() == 6 && (type[0] == 'B' || type[0] == 'b') && type.substr(1) == "earer", "tokenMissing");
  auto token = textOf(answer, "access_token", kLongestToken).value_or("");
  const auto plain = [](char c) { return c > ' ' && c < 0x7f; };
  requireOf(!token.empty() && std::ranges::all_of(token, plain), "tokenMissing");
  return token;
}

}  // namespace balalyk
