#include "connectors/store/AwsSignature.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <vector>

#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

using signing::Digest;
using signing::sha256;
using signing::toHex;

constexpr const char* kAlgorithm = "AWS4-HMAC-SHA256";

bool isUnreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

std::string encoded(std::string_view text, bool keepSlashes) {
  std::string result;
  for (const char c : text) {
    if (isUnreserved(c) || (c == '/' && keepSlashes))
      result += c;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

std::string signedHeaders(const AwsRequest& request) {
  std::string names;
  for (const auto& [name, value] : request.headers) names.append(names.empty() ? "" : ";").append(name);
  return names;
}

// A link of the chain that leads from the secret to the signing key; wiped when it goes.
struct Mac {
  Digest value;
  ~Mac() { OPENSSL_cleanse(value.data(), value.size()); }
};

Mac hmac(std::string_view key, std::string_view text) {
  Mac mac;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), mac.value.data(), nullptr);
  return mac;
}

Mac hmac(const Mac& key, std::string_view text) {
  return hmac(signing::bytesOf(key.value), text);
}

Mac firstKey(const signing::Secret& secret, std::string_view day) {
  std::string start = "AWS4";
  start.reserve(start.size() + secret.reveal().size());  // or growing would leave copies behind
  start += secret.reveal();
  auto mac = hmac(start, day);
  OPENSSL_cleanse(start.data(), start.size());
  return mac;
}

std::string_view dayOf(const AwsScope& scope) {
  return std::string_view(scope.time).substr(0, 8);
}

}  // namespace

std::string AwsScope::text() const {
  return fmt::format("{}/{}/{}/aws4_request", dayOf(*this), region, service);
}

std::string encodedPath(std::string_view path) {
  return encoded(path, true);
}

std::string encodedQuery(const std::map<std::string, std::string>& query) {
  std::vector<std::string> pairs;
  for (const auto& [name, value] : query) pairs.push_back(encoded(name, false) + "=" + encoded(value, false));
  std::ranges::sort(pairs);
  return fmt::format("{}", fmt::join(pairs, "&"));
}

std::string canonicalRequest(const AwsRequest& request) {
  std::string headers;
  for (const auto& [name, value] : request.headers) headers += name + ":" + value + "\n";
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, encodedPath(request.path), encodedQuery(request.query),
                     headers, signedHeaders(request), request.payloadHash);
}

std::string stringToSign(const AwsScope& scope, std::string_view canonicalRequest) {
  return fmt::format("{}\n{}\n{}\n{}", kAlgorithm, scope.time, scope.text(), toHex(sha256(canonicalRequest)));
}

std::string awsSignature(const AwsScope& scope, const signing::Secret& secret, std::string_view stringToSign) {
  const auto day = firstKey(secret, dayOf(scope));
  const auto key = hmac(hmac(hmac(day, scope.region), scope.service), "aws4_request");
  return toHex(hmac(key, stringToSign).value);
}

std::string authorization(const AwsRequest& request, const AwsScope& scope, const AwsCredentials& credentials) {
  const auto text = stringToSign(scope, canonicalRequest(request));
  return fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kAlgorithm, credentials.accessKeyId,
                     scope.text(), signedHeaders(request), awsSignature(scope, credentials.secretAccessKey, text));
}

}  // namespace balalyk
