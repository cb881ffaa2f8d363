#include "connectors/identity/ProviderHttp.h"

#include <algorithm>

#include "connectors/http/HttpUrl.h"
#include "connectors/identity/LimitedJson.h"
#include "connectors/identity/ProviderFault.h"

namespace balalyk {

namespace {

constexpr std::size_t kLongestAddress = 1'024;

HttpOptions withPlain(HttpOptions options, ProviderHttp::Plain plain) {
  options.plainAllowed = plain == ProviderHttp::Plain::onLoopback;
  return options;
}

ProviderFault faultOf(const HttpError& error) {
  using enum ProviderFault::Kind;
  const auto& code = error.problem().code;
  if (code == "httpUnreachable") return {down, "unreachable"};
  if (code == "httpTimeout") return {down, "timeout"};
  if (code == "httpTlsUntrusted" || code == "httpTlsFailed") return {down, "untrusted"};
  if (code == "httpAnswerTooLarge") return {wrong, "tooLarge"};
  if (code == "httpAddressUnusable" || code == "httpHeaderUnusable") return {wrong, "address"};
  return {down, "broken"};
}

bool isJson(const HttpAnswer& answer) {
  auto type = answer.header("content-type");
  type = type.substr(0, type.find(';'));
  std::ranges::transform(type, type.begin(), [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  while (type.ends_with(' ')) type.pop_back();
  return type == "application/json" || type == "application/jwk-set+json";
}

}  // namespace

ProviderHttp::ProviderHttp(HttpOptions options, Plain plain)
    : plain_(plain), client_(withPlain(std::move(options), plain)) {}

void ProviderHttp::requireAddress(const std::string& url) const {
  requireOf(url.size() <= kLongestAddress, "address");
  try {
    const auto parsed = parseHttpUrl(url, plain_ == Plain::onLoopback);
    const bool loopback = parsed.host == "127.0.0.1" || parsed.host == "::1" || parsed.host == "localhost";
    requireOf(parsed.scheme == HttpScheme::https || loopback, "address");
  } catch (const HttpError&) {
    throw ProviderFault("address");
  }
}

HttpAnswer ProviderHttp::send(HttpRequest request, Refusal refusal) {
  requireAddress(request.url);
  request.headers.emplace_back("Accept", "application/json");
  request.answerLimit = kLargestJson;
  HttpAnswer answer;
  try {
    answer = client_.send(request);
  } catch (const HttpError& error) {
    throw faultOf(error);
  }
  if (answer.status >= 500 || answer.status == 429) throw ProviderFault(ProviderFault::Kind::down, "status");
  requireOf(answer.status < 300 || answer.status >= 400, "redirect");
  const bool explained = refusal == Refusal::isAnswer && (answer.status == 400 || answer.status == 401);
  requireOf(answer.status == 200 || explained, "status");
  requireOf(isJson(answer), "notJson");
  return answer;
}

Poco::JSON::Object::Ptr ProviderHttp::object(HttpRequest request) {
  return limitedObject(send(std::move(request)).body);
}

}  // namespace balalyk
