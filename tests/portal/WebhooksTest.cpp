// Deliveries: in order, again until they are accepted, and only to addresses that may be asked.
#include "ApiFixture.h"
#include "connectors/portal/api/HttpWebhookPost.h"
#include "pipeline/casework/SendWebhooks.h"

namespace balalyk::tests {
namespace {

class TestPost final : public WebhookPost {
 public:
  void post(const Delivery& delivery) override {
    deliveries.push_back(delivery);
    if (deadly) throw Killed();
    if (down) throw Error("webhookUnreachable", {{"host", "x.example"}, {"reason", "httpTimeout"}});
  }
  std::vector<Delivery> deliveries;
  struct Killed {};
  bool down = false;
  bool deadly = false;  // whoever posts there ends
};

struct Subscribed : ApiFixture {
  Subscribed() {
    drafted("app-001");
    id = database->webhooks().add({.id = {}, .address = "https://x.example/", .filter = {.everywhere = true}}, "дөбө",
                                  "test");
  }
  int round(SendWebhooks::Options options = {}) {
    SendWebhooks send(*database, post, options, [&](const Problem& problem) { troubles.push_back(problem.code); });
    return send.run({});
  }
  Webhook now() {
    for (auto& webhook : database->webhooks().list())
      if (webhook.id == id) return webhook;
    BOOST_FAIL("the webhook is gone");
    return {};
  }
  void happens(const std::string& application) {
    database->audit().append("test", "applicationSaved",
                             R"({"application":")" + application + R"(","state":"waiting"})");
  }

  TestPost post;
  std::vector<std::string> troubles;
  std::string id;
};

BOOST_FIXTURE_TEST_SUITE(WebhookDeliveries, Subscribed)

BOOST_AUTO_TEST_CASE(what_happens_is_delivered_once_and_signed) {
  BOOST_TEST(round() == 0);  // it hears of nothing before it was added
  happens("app-001");
  happens("app-021");
  BOOST_TEST(round() == 1);
  BOOST_TEST(round() == 0);
  BOOST_REQUIRE_EQUAL(post.deliveries.size(), 1u);
  const auto& delivery = post.deliveries[0];
  const auto page = Poco::JSON::Parser().parse(delivery.body).extract<Poco::JSON::Object::Ptr>();
  BOOST_TEST(page->getArray("events")->size() == 2u);
  BOOST_TEST(page->getValue<std::string>("next") == delivery.cursor);
  const auto seconds = std::stoll(delivery.signature.substr(2));
  BOOST_TEST(delivery.signature == webhookSignature("дөбө", seconds, delivery.body));
  BOOST_TEST(delivery.signature != webhookSignature("талаа", seconds, delivery.body));
  BOOST_TEST(now().deliveredAt.has_value());
}

// RFC 4231 has no such text: openssl dgst -sha256 -hmac key over "1.{}".
BOOST_AUTO_TEST_CASE(the_signature_is_what_other_programs_compute) {
  BOOST_TEST(webhookSignature("key", 1, "{}") ==
             "t=1,v1=1ba6b8171186efc613e8bcc0cbdab2748f24984d7c5a84faa2637afa0e40d224");
}

BOOST_AUTO_TEST_CASE(what_was_not_accepted_is_sent_again_from_the_same_place) {
  happens("app-001");
  post.down = true;
  BOOST_TEST(round() == 0);
  BOOST_TEST(now().attempts == 1);
  BOOST_TEST(now().problem.value().code == "webhookUnreachable");
  BOOST_TEST(round() == 0);  // not at once
  BOOST_TEST(post.deliveries.size() == 1u);
  database->webhooks().setPaused(id, true, "test");
  database->webhooks().setPaused(id, false, "test");  // the operator corrected something: due at once
  post.down = false;
  happens("app-002");
  BOOST_TEST(round() == 1);
  BOOST_TEST(post.deliveries.at(1).body.find("app-001") < post.deliveries[1].body.find("app-002"));
  BOOST_TEST(now().attempts == 0);
  BOOST_TEST(troubles == std::vector<std::string>{"webhookUnreachable"});
}

BOOST_AUTO_TEST_CASE(whoever_answers_comes_before_those_that_do_not) {
  happens("app-001");
  post.down = true;
  std::stop_source once;
  SendWebhooks send(*database, post, {.firstPause = std::chrono::milliseconds(1)},
                    [&](const Problem&) { once.request_stop(); });
  send.run(once.get_token());
  const auto healthy = database->webhooks().add(
      {.id = {}, .address = "https://y.example/", .filter = {.everywhere = true}}, "тоо", "test");
  happens("app-002");
  BOOST_REQUIRE_EQUAL(now().attempts, 1);
  BOOST_TEST(eventually([&] { return database->now() > now().failingSince.value() + std::chrono::milliseconds(50); }));
  BOOST_TEST(database->webhooks().claim(std::chrono::minutes(1)).value().webhook.id == healthy);
  BOOST_TEST(database->webhooks().claim(std::chrono::minutes(1)).value().webhook.id == id);
}

BOOST_AUTO_TEST_CASE(an_address_that_is_dead_for_too_long_is_paused_with_an_alarm_and_loses_nothing) {
  happens("app-001");
  post.down = true;
  round();
  // Its next try comes, with «too long» over already.
  const SendWebhooks::Options options{.firstPause = std::chrono::milliseconds(1),
                                      .pauseAfter = std::chrono::milliseconds(0)};
  database->webhooks().setPaused(id, true, "test");
  database->webhooks().setPaused(id, false, "test");
  round(options);
  BOOST_TEST(eventually([&] {
    round(options);
    return now().paused;
  }));
  BOOST_TEST(troubles.back() == "webhookPaused");
  BOOST_TEST(actorsOf("webhookPaused").back() == "portal");
  const auto tried = post.deliveries.size();
  BOOST_TEST(round(options) == 0);
  BOOST_TEST(post.deliveries.size() == tried);
  post.down = false;
  BOOST_TEST(database->webhooks().setPaused(id, false, "test"));
  BOOST_TEST(round() == 1);
  BOOST_TEST(post.deliveries.back().body.find("app-001") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_address_that_ends_whoever_delivers_to_it_is_paused_with_an_alarm) {
  happens("app-001");
  post.deadly = true;
  const SendWebhooks::Options options{.lease = std::chrono::milliseconds(-1)};
  int deaths = 0;
  while (deaths < 20 && !now().paused) {
    try {
      round(options);
    } catch (const TestPost::Killed&) {
      ++deaths;
    }
  }
  BOOST_TEST(deaths == 5);
  BOOST_TEST(now().problem.value().code == "workGivenUp");
  BOOST_TEST(troubles == (std::vector<std::string>{"workGivenUp", "webhookPaused"}));
  post.deadly = false;
  BOOST_TEST(database->webhooks().setPaused(id, false, "test"));
  BOOST_TEST(round() == 1);
}

BOOST_AUTO_TEST_CASE(only_https_and_by_a_setting_this_machine_may_be_asked) {
  const auto refused = [](const std::string& address, bool loopback) {
    try {
      requireWebhookAddress(address, loopback);
      return false;
    } catch (const Error& error) {
      return error.problem().code == "webhookAddressWrong";
    }
  };
  BOOST_TEST(!refused("https://parents.example.kg/balalyk", false));
  BOOST_TEST(!refused("http://127.0.0.1:8080/x", true));
  for (const char* address :
       {"http://127.0.0.1/", "http://parents.example.kg/", "ftp://x.example/", "https://u:p@x.example/",
        "file:///etc/passwd", "gopher://127.0.0.1:11211/", "https://x.example/#a", ""})
    BOOST_TEST(refused(address, false), address);
  for (const char* address : {"http://parents.example.kg/", "http://127.0.0.1.example.com/", "http://169.254.169.254/"})
    BOOST_TEST(refused(address, true), address);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
