#include "connectors/trust/ServiceTransport.h"

#include <map>

#include "signing/SigningError.h"

namespace balalyk {

namespace {

constexpr std::size_t kLongestAnswer = std::size_t{16} << 20;  // lists may be long

HttpOptions optionsFor(std::chrono::milliseconds timeout, std::filesystem::path tlsAnchors) {
  HttpOptions options;
  options.plainAllowed = true;  // what is asked for is signed itself
  options.trustAnchors = std::move(tlsAnchors);
  options.connect = options.receive = options.send = options.deadline = timeout;
  return options;
}

std::string failureOf(const std::string& code) {
  static const std::map<std::string, std::string> kFailures{
      {"httpTimeout", "timeout"},           {"httpTlsUntrusted", "tlsUntrusted"},
      {"httpTlsFailed", "tlsFailed"},       {"httpAnswerLost", "brokenAnswer"},
      {"httpAnswerBroken", "brokenAnswer"}, {"httpAnswerTooLarge", "brokenAnswer"},
      {"httpAddressUnusable", "badAddress"}};
  const auto known = kFailures.find(code);
  return known == kFailures.end() ? "noConnection" : known->second;
}

}  // namespace

ServiceTransport::ServiceTransport(std::chrono::milliseconds timeout, std::filesystem::path tlsAnchors)
    : client_(optionsFor(timeout, std::move(tlsAnchors))) {}

std::string ServiceTransport::post(const std::string& url, const std::string& contentType, std::string_view body) {
  return send({.method = "POST", .url = url, .headers = {{"Content-Type", contentType}}, .body = body});
}

std::string ServiceTransport::get(const std::string& url) {
  return send({.url = url});
}

// A question may be asked twice: what a service did with the first is of no consequence.
std::string ServiceTransport::send(HttpRequest request) {
  request.repeatable = true;
  request.answerLimit = kLongestAnswer;
  std::string failure;
  try {
    auto answer = client_.send(request);
    if (answer.good()) return std::move(answer.body);
    failure = "HTTP " + std::to_string(answer.status);
  } catch (const HttpError& error) {
    failure = failureOf(error.problem().code);
  }
  throw signing::TransportError("serviceUnreachable", {{"service", request.url}, {"failure", failure}});
}

}  // namespace balalyk
