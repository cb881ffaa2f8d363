#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <unistd.h>

#include <algorithm>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "TestSite.h"

// Poco's faults (connectors/portal/README.md), each as bytes on a socket. NginxTest.py sends the same rows through
// nginx.
namespace balalyk::tests {
namespace {

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

BOOST_AUTO_TEST_SUITE(Faults)

BOOST_AUTO_TEST_CASE(each_is_answered_once_and_the_connection_ends) {
  TestSite test;
  std::ostringstream text;
  text << std::ifstream(PORTAL_TESTS "/faults.json").rdbuf();
  Poco::JSON::Parser parser;
  const auto rows = parser.parse(text.str()).extract<Poco::JSON::Array::Ptr>();
  BOOST_TEST(rows->size() > 35u);
  for (const auto& row : *rows) {
    const auto fault = row.extract<Poco::JSON::Object::Ptr>();
    const auto name = fault->getValue<std::string>("name");
    const auto bytes = replaced(replaced(fault->getValue<std::string>("send"), "HOST", "portal.test"), "LONG",
                                std::string(5'000, 'a'));
    const auto answer = test.send(bytes);
    BOOST_TEST(answer.status == fault->getValue<int>("direct"), name << ": " << answer.raw.substr(0, 300));
    BOOST_TEST(answer.answers() == 1, name << ": " << answer.raw);
    BOOST_TEST(answer.field("X-Evil").empty(), name);
    if (fault->has("location")) BOOST_TEST(answer.field("Location") == fault->getValue<std::string>("location"), name);
  }
  BOOST_TEST(test.get("/").status == 200);
}

BOOST_AUTO_TEST_CASE(a_body_that_ends_early_is_given_up_after_the_patience_and_others_are_served) {
  TestSite test({.patience = std::chrono::milliseconds(300)});
  const int half = test.connect();
  const std::string head =
      "POST /language HTTP/1.1\r\nHost: portal.test\r\nContent-Type: application/x-www-form-urlencoded\r\n"
      "Content-Length: 100\r\n\r\nlanguage=";
  BOOST_REQUIRE_EQUAL(::write(half, head.data(), head.size()), static_cast<ssize_t>(head.size()));
  BOOST_TEST(test.get("/").status == 200);
  std::string answer(4'096, '\0');
  answer.resize(static_cast<std::size_t>(std::max<ssize_t>(::read(half, answer.data(), answer.size()), 0)));
  BOOST_TEST(Answer(answer).status == 408);
  ::close(half);
}

BOOST_AUTO_TEST_CASE(a_header_that_drips_is_cut_off_at_its_deadline) {
  TestSite test({.threads = 2, .headWithin = std::chrono::milliseconds(400)});
  std::vector<int> slow;
  for (int i = 0; i < 2; ++i) slow.push_back(test.connect());
  const auto begun = std::chrono::steady_clock::now();
  // Each byte comes well within the patience of one read.
  bool open = true;
  while (open && std::chrono::steady_clock::now() - begun < std::chrono::seconds(10)) {
    for (const int socket : slow) open = ::write(socket, "G", 1) == 1 && open;
    ::usleep(20'000);
  }
  BOOST_TEST(!open);
  BOOST_TEST(test.get("/").status == 200);
  for (const int socket : slow) ::close(socket);
}

BOOST_AUTO_TEST_CASE(idle_connections_beyond_threads_and_queue_are_closed_and_the_next_is_served_when_they_end) {
  TestSite test({.threads = 4, .queue = 8, .patience = std::chrono::milliseconds(300)});
  std::vector<int> idle;
  for (int i = 0; i < 200; ++i) idle.push_back(test.connect());
  BOOST_TEST(eventually([&] { return test.get("/").status == 200; }));
  for (const int socket : idle) ::close(socket);
}

BOOST_AUTO_TEST_CASE(who_waits_for_continue_is_answered_at_once_when_the_header_is_refused) {
  TestSite test;
  const auto answer = test.send(
      "POST /language HTTP/1.1\r\nHost: portal.test\r\nExpect: 100-continue\r\nContent-Length: 99999999\r\n\r\n");
  BOOST_TEST(answer.status == 413);
  BOOST_TEST(answer.raw.find("100 Continue") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_large_body_is_refused_with_an_answer_that_arrives) {
  TestSite test;
  const auto answer = test.post("/nowhere", std::string(900'000, 'x'));
  BOOST_TEST(answer.status == 404);
  BOOST_TEST(answer.body.find("</html>") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
