#include "connectors/portal/api/HttpWebhookPost.h"

#include "connectors/http/HttpClient.h"
#include "connectors/http/HttpUrl.h"

namespace balalyk {
namespace {

constexpr std::size_t kLongestAddress = 1'024;
constexpr std::size_t kAnswerRead = 64 << 10;  // what it says is not looked at

HttpOptions httpOptions(const WebhookPostOptions& options) {
  return {.plainAllowed = options.loopback,
          .trustAnchors = options.trustAnchors,
          .connect = std::chrono::seconds(5),
          .receive = std::chrono::seconds(10),
          .send = std::chrono::seconds(10),
          .deadline = std::chrono::seconds(20)};
}

class HttpWebhookPost final : public WebhookPost {
 public:
  explicit HttpWebhookPost(const WebhookPostOptions& options)
      : loopback_(options.loopback), client_(httpOptions(options)) {}

  void post(const Delivery& delivery) override {
    requireWebhookAddress(delivery.address, loopback_);
    const auto host = parseHttpUrl(delivery.address, loopback_).host;
    HttpRequest request{.method = "POST",
                        .url = delivery.address,
                        .headers = {{"Content-Type", "application/json"},
                                    {"Balalyk-Webhook", delivery.id},
                                    {"Balalyk-Cursor", delivery.cursor},
                                    {"Balalyk-Signature", delivery.signature}},
                        .body = delivery.body,
                        .answerLimit = kAnswerRead};
    HttpAnswer answer;
    try {
      answer = client_.send(request);
    } catch (const HttpError& error) {
      throw Error("webhookUnreachable", {{"host", host}, {"reason", error.problem().code}});
    }
    if (!answer.good()) throw Error("webhookRefused", {{"host", host}, {"status", std::to_string(answer.status)}});
  }

 private:
  const bool loopback_;
  HttpClient client_;
};

}  // namespace

std::unique_ptr<WebhookPost> makeHttpWebhookPost(const WebhookPostOptions& options) {
  return std::make_unique<HttpWebhookPost>(options);
}

void requireWebhookAddress(const std::string& address, bool loopback) {
  try {
    const auto url = parseHttpUrl(address, loopback);
    const bool here = url.host == "127.0.0.1" || url.host == "::1" || url.host == "localhost";
    if (address.size() <= kLongestAddress && (url.scheme == HttpScheme::https || here)) return;
  } catch (const HttpError&) {
    // Not an address at all.
  }
  throw Error("webhookAddressWrong");
}

}  // namespace balalyk
