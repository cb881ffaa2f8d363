#include "connectors/store/S3Client.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <thread>

#include "connectors/http/HttpUrl.h"
#include "connectors/store/AwsCredentials.h"
#include "connectors/store/S3Xml.h"
#include "pipeline/engine/Backoff.h"

namespace balalyk {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Hosts that failed together do not come back together.
constexpr Backoff kPauses{.first = milliseconds(100), .factor = 2, .longest = milliseconds(10'000)};

HttpOptions httpOptions(const S3Options& options) {
  HttpOptions http{.trustAnchors = options.trustAnchors};
  http.connect = std::min(http.connect, options.deadline);
  http.receive = http.send = std::min(options.silence, options.deadline);
  http.deadline = options.deadline;
  return http;
}

HttpUrl endpointOf(const S3Options& options) {
  try {
    auto url = parseHttpUrl(options.endpoint.empty() ? fmt::format("https://s3.{}.amazonaws.com", options.region)
                                                     : options.endpoint);
    if (url.target == "/") return url;
  } catch (const HttpError&) {
  }
  throw Error("storeLocationUnreadable", {{"detail", "store.endpoint"}});
}

milliseconds askedPause(const S3Answer& answer) {
  const auto found = answer.headers.find("retry-after");
  if (found == answer.headers.end()) return {};
  int seconds = 0;
  std::from_chars(found->second.data(), found->second.data() + found->second.size(), seconds);
  return std::chrono::seconds(std::clamp(seconds, 0, 60));
}

bool mayPass(const S3Answer& answer) {
  static constexpr std::array kStatuses{408, 429, 500, 502, 503, 504};
  static constexpr std::array kCodes{"RequestTimeout", "ConditionalRequestConflict", "OperationAborted"};
  return std::ranges::find(kStatuses, answer.status) != kStatuses.end() ||
         std::ranges::find(kCodes, answer.code) != kCodes.end();
}

bool mayPass(const HttpError& error) {
  static constexpr std::array kCodes{"httpUnreachable", "httpTimeout", "httpAnswerLost", "httpAnswerBroken",
                                     "httpTlsFailed"};
  return std::ranges::find(kCodes, error.problem().code) != kCodes.end();
}

bool blamesCredentials(const S3Answer& answer) {
  static constexpr std::array kCodes{"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"};
  return std::ranges::find(kCodes, answer.code) != kCodes.end();
}

bool same(const AwsCredentials& a, const AwsCredentials& b) {
  return a.accessKeyId == b.accessKeyId && a.secretAccessKey.reveal() == b.secretAccessKey.reveal() &&
         a.sessionToken.reveal() == b.sessionToken.reveal();
}

}  // namespace

S3Client::S3Client(const std::string& bucket, S3Options options)
    : options_(std::move(options)), http_(httpOptions(options_)) {
  auto url = endpointOf(options_);
  const bool inHost = options_.addressing == S3Addressing::virtualHost;
  if (inHost) url.host = bucket + "." + url.host;
  host_ = url.authority();
  root_ = inHost ? "/" : "/" + bucket + "/";
}

S3Answer S3Client::call(const S3Call& call) {
  const auto end = Clock::now() + options_.deadline;
  auto own = credentials();
  std::string answered;
  for (int attempt = 0;; ++attempt) {
    std::string reason;
    auto pause = jittered(kPauses.after(attempt + 1), 0.25, 1);
    try {
      auto answer = send(call, *own, std::chrono::ceil<milliseconds>(end - Clock::now()));
      if (blamesCredentials(answer) && replaced(own)) continue;
      if (!mayPass(answer)) return answer;
      reason = answered = answer.code.empty() ? std::to_string(answer.status) : answer.code;
      pause = std::max(pause, askedPause(answer));
    } catch (const HttpError& error) {
      if (error.problem().code == "httpTlsUntrusted") throw Error("storeServerUntrusted", {{"host", host_}});
      if (!mayPass(error)) throw Error("storeUnreachable", {{"host", host_}, {"reason", error.problem().code}});
      reason = error.problem().code;
      // The last attempt has only what the others left of the time: what the server said before is of more use.
      if (reason == "httpTimeout" && !answered.empty()) reason = answered;
    }
    if (Clock::now() + pause >= end) throw Error("storeUnreachable", {{"host", host_}, {"reason", reason}});
    std::this_thread::sleep_for(pause);
  }
}

S3Answer S3Client::send(const S3Call& call, const AwsCredentials& credentials, milliseconds deadline) {
  AwsRequest request{.method = call.method,
                     .path = call.key.empty() ? root_ : root_ + call.key,
                     .query = call.query,
                     .headers = call.headers,
                     .payloadHash = call.payloadHash};
  const AwsScope scope{.time = fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(std::time(nullptr))),
                       .region = options_.region};
  request.headers["host"] = host_;
  request.headers["x-amz-date"] = scope.time;
  request.headers["x-amz-content-sha256"] = request.payloadHash;
  if (!credentials.sessionToken.empty()) request.headers["x-amz-security-token"] = credentials.sessionToken.reveal();

  HttpRequest http{.method = call.method, .url = "https://" + host_ + encodedPath(request.path)};
  if (!request.query.empty()) http.url += "?" + encodedQuery(request.query);
  http.headers.emplace_back("Authorization", authorization(request, scope, credentials));
  for (const auto& [name, value] : request.headers) {
    if (name != "host") http.headers.emplace_back(name, value);
  }
  http.body = call.body;
  http.answerLimit = call.answerLimit;
  http.deadline = deadline;
  auto answer = http_.send(http);
  S3Answer result{answer.status, std::move(answer.headers), std::move(answer.body), {}, {}};
  if (!result.good()) {
    auto refusal = parseS3Refusal(result.body);
    result.code = std::move(refusal.code);
    result.region = std::move(refusal.region);
    // An answer to HEAD has no body.
    const auto header = result.headers.find("x-amz-bucket-region");
    if (result.region.empty() && header != result.headers.end() && isRegionName(header->second))
      result.region = header->second;
  }
  return result;
}

S3Client::Credentials S3Client::credentials() {
  const std::lock_guard lock(mutex_);
  if (!credentials_) credentials_ = std::make_shared<const AwsCredentials>(readAwsCredentials(options_.credentials));
  return credentials_;
}

// Whether there are others now than those that were refused; a pipe cannot be read again and keeps what it gave.
bool S3Client::replaced(Credentials& refused) {
  const std::lock_guard lock(mutex_);
  if (same(*credentials_, *refused) && std::filesystem::is_regular_file(options_.credentials))
    credentials_ = std::make_shared<const AwsCredentials>(readAwsCredentials(options_.credentials));
  if (same(*credentials_, *refused)) return false;
  refused = credentials_;
  return true;
}

}  // namespace balalyk
