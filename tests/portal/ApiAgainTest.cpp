#include <boost/test/unit_test.hpp>

#include "ApiFixture.h"
#include "connectors/database/session/Connection.h"

// Requests of other systems that come again.
namespace balalyk::tests {
namespace {

using enum ApiScope;

BOOST_FIXTURE_TEST_SUITE(RequestsAgain, ApiFixture)

// The portal was killed after it had done it and before it kept the answer.
BOOST_AUTO_TEST_CASE(what_was_done_and_never_answered_is_answered_to_the_same_request_and_not_done_again) {
  const auto lose = [&] {
    const auto engine = makeEngine(connection(), {});
    const auto writer = engine->connect(std::chrono::steady_clock::now() + std::chrono::minutes(1));
    writer->begin(SqlAccess::write);
    writer->run({"", "UPDATE portal_api_answer SET status = NULL, body = '', location = '', begun_at = 1"});
    writer->commit();
  };
  const Headers key{{"Idempotency-Key", "k"}};
  const auto id = drafted("app-001");
  const auto chair = token({authorise});
  const auto list = R"({"documents":[")" + id + R"("]})";
  const auto prepared = ask("POST", "/api/v1/batches", chair, list, key);
  lose();
  const auto again = ask("POST", "/api/v1/batches", chair, list, key);
  BOOST_TEST(again.status() == 201);
  BOOST_TEST(text(again, "id") == text(prepared, "id"));
  BOOST_TEST(header(again, "Location") == header(prepared, "Location"));
  BOOST_TEST(database->batches().ofChairperson("b1-01", 10).size() == 1u);
  BOOST_TEST(text(ask("POST", "/api/v1/batches", chair, list), "id") != text(prepared, "id"));  // without the key

  const auto other = token({regenerate, intake, records, decide, ApiScope::send});
  const auto path = "/api/v1/documents/" + id + "/regenerate";
  const std::string reason = R"({"reason":"typing error"})";
  const auto made = ask("POST", path, other, reason, key);
  BOOST_REQUIRE_EQUAL(made.status(), 201);
  lose();
  const auto made2 = ask("POST", path, other, reason, key);
  BOOST_TEST(made2.status() == 201);
  BOOST_TEST(text(made2, "id") == text(made, "id"));
  BOOST_TEST(database->archive().revisions(Source::application, "app-001").size() == 2u);

  const auto handedIn = text(ask("POST", "/api/v1/applications", other, kHandedIn), "id");
  const auto decision = "/api/v1/applications/" + handedIn + "/decision";
  const Headers match{{"If-Match", "\"1\""}, {"Idempotency-Key", "d"}};
  const auto decided = ask("PUT", decision, other, kDecision, match);
  BOOST_REQUIRE_EQUAL(decided.status(), 200);
  lose();
  const auto decided2 = ask("PUT", decision, other, kDecision, match);
  BOOST_TEST(decided2.status() == 200);
  BOOST_TEST(header(decided2, "ETag") == header(decided, "ETag"));
  BOOST_TEST(actorsOf("applicationSaved").size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
