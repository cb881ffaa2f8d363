#include "pipeline/casework/SendWebhooks.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "pipeline/domain/IsoDate.h"
#include "pipeline/engine/Backoff.h"
#include "signing/JsonWriter.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

using namespace std::chrono_literals;
using signing::JsonWriter;

constexpr double kFactor = 4;
constexpr std::chrono::milliseconds kLongestPause = 1h;
constexpr int kTries = 5;  // that nobody heard the end of

}  // namespace

std::string webhookSignature(const std::string& secret, std::int64_t seconds, const std::string& body) {
  const auto time = std::to_string(seconds);
  const auto text = time + "." + body;
  std::array<unsigned char, 32> mac{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &size);
  return "t=" + time + ",v1=" + signing::toHex({reinterpret_cast<const char*>(mac.data()), size});
}

std::string eventJson(const FeedEvent& event) {
  JsonWriter json(JsonWriter::Layout::compact);
  json.beginObject()
      .member("cursor", std::to_string(event.sequence))
      .member("at", isoMoment(event.at))
      .member("event", event.event)
      .member("commission", event.commissionId);
  if (!event.documentId.empty()) json.member("document", event.documentId).member("kind", event.kind);
  json.member("source", event.source).member("record", event.sourceKey);
  if (event.revision > 0) json.member("revision", event.revision);
  if (!event.state.empty()) json.member("state", event.state);
  return json.endObject().text();
}

std::string eventsJson(const FeedPage& page) {
  JsonWriter json(JsonWriter::Layout::compact);
  json.beginObject().key("events").beginArray();
  for (const auto& event : page.events) json.raw(eventJson(event));
  json.endArray().member("next", std::to_string(page.next)).member("more", page.more);
  return json.endObject().text();
}

SendWebhooks::SendWebhooks(PortalDatabase& database, WebhookPost& post, Options options,
                           std::function<void(const Problem&)> trouble)
    : database_(database), post_(post), options_(options), trouble_(std::move(trouble)) {}

int SendWebhooks::run(const std::stop_token& stop) {
  int sent = 0;
  while (!stop.stop_requested()) {
    const auto claim = database_.webhooks().claim(options_.lease);
    if (!claim) break;
    try {
      if (deliver(*claim)) ++sent;
    } catch (const Error& error) {
      // Nobody took it, or something is wrong here: whatever it was, its end was heard.
      failed(*claim, error.problem());
    }
  }
  return sent;
}

bool SendWebhooks::deliver(const WebhookClaim& claim) {
  const auto& webhook = claim.webhook;
  if (claim.unfinished > kTries) {
    pause(claim, {"workGivenUp", {{"attempts", std::to_string(claim.unfinished - 1)}}});
    return false;
  }
  const auto page = database_.events().after(webhook.cursor, webhook.filter, options_.eventsAtOnce);
  if (page.events.empty()) {
    database_.webhooks().delivered(claim, page.next, false);
    return false;
  }
  const auto body = eventsJson(page);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(database_.now()).time_since_epoch().count();
  post_.post({.address = webhook.address,
              .id = webhook.id,
              .cursor = std::to_string(page.next),
              .signature = webhookSignature(claim.secret, seconds, body),
              .body = body});
  return database_.webhooks().delivered(claim, page.next, true);
}

void SendWebhooks::failed(const WebhookClaim& claim, const Problem& problem) {
  const auto& webhook = claim.webhook;
  const bool dead = webhook.failingSince && database_.now() - *webhook.failingSince >= options_.pauseAfter;
  const Backoff backoff{.first = options_.firstPause, .factor = kFactor, .longest = kLongestPause};
  if (dead) return pause(claim, problem);
  const auto after = jittered(backoff.after(webhook.attempts + 1), 0.8, 1.2);
  if (database_.webhooks().failed(claim, problem, after)) trouble_(problem);
}

void SendWebhooks::pause(const WebhookClaim& claim, const Problem& problem) {
  if (!database_.webhooks().failed(claim, problem, std::nullopt)) return;
  trouble_(problem);
  trouble_({"webhookPaused", {{"webhook", claim.webhook.id}}});
}

}  // namespace balalyk
