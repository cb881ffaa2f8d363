#include <boost/test/unit_test.hpp>

#include "connectors/trust/CircuitBreaker.h"
#include "signing/SigningError.h"

using namespace balalyk;
using namespace std::chrono_literals;

namespace {

// A service that is down or not, and counts who asks.
struct Service final : signing::HttpTransport {
  bool down = true;
  int asked = 0;
  std::string post(const std::string&, const std::string&, std::string_view) override { return get(""); }
  std::string get(const std::string&) override {
    ++asked;
    if (down) throw signing::TransportError("serviceUnreachable");
    return "answer";
  }
};

struct Breaker {
  Service service;
  std::chrono::steady_clock::time_point now{};
  CircuitBreaker breaker{service, {10s, 30s}, [this] { return now; }};

  std::string ask(const std::string& url = "http://tsa/") {
    try {
      return breaker.post(url, "", "");
    } catch (const signing::TransportError& error) {
      return error.code();
    }
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(circuit_breaker, Breaker)

BOOST_AUTO_TEST_CASE(a_service_that_is_down_is_waited_for_once_not_for_every_document) {
  BOOST_TEST(ask() == "serviceUnreachable");
  for (int i = 0; i < 1000; ++i) BOOST_TEST(ask() == "serviceSuspended");
  BOOST_TEST(service.asked == 1);
  BOOST_TEST(ask("http://other/") == "serviceUnreachable");
}

BOOST_AUTO_TEST_CASE(it_is_asked_again_after_a_pause_that_doubles_up_to_the_longest) {
  for (const auto pause : {10s, 20s, 30s, 30s}) {
    BOOST_TEST(ask() == "serviceUnreachable");
    now += pause - 1s;
    BOOST_TEST(ask() == "serviceSuspended");
    now += 1s;
  }
}

BOOST_AUTO_TEST_CASE(a_good_answer_ends_the_pause) {
  ask();
  service.down = false;
  now += 10s;
  BOOST_TEST(ask() == "answer");
  BOOST_TEST(ask() == "answer");
  service.down = true;
  BOOST_TEST(ask() == "serviceUnreachable");
  now += 10s;
  BOOST_TEST(ask() == "serviceUnreachable");  // the pause began again
}

BOOST_AUTO_TEST_SUITE_END()
