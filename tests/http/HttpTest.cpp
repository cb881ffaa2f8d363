#define BOOST_TEST_MODULE http
#include <stdlib.h>

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <filesystem>
#include <sstream>
#include <thread>

#include "PythonServer.h"
#include "connectors/http/HttpClient.h"

using namespace balalyk;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;

// The servers of server.py, with certificates made for this run.
class Servers {
 public:
  enum Which { good, ofAnotherHost, ofAnUnknownAuthority, tooOld, plain };

  static const Servers& get() {
    static const Servers servers;
    return servers;
  }
  std::string url(const std::string& path, Which which = good, const std::string& host = "localhost") const {
    return "https://" + host + ":" + server_->said(which) + path;
  }
  fs::path anchors() const { return folder_ / "anchors.pem"; }
  const fs::path& folder() const { return folder_; }

 private:
  Servers() {
    std::signal(SIGPIPE, SIG_IGN);
    std::string pattern = (fs::temp_directory_path() / "balalyk-http-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    if (std::system((HTTP_TESTS "/make-certificates '" + folder_.string() + "'").c_str()) != 0)
      throw std::runtime_error("no certificates");
    server_ = std::make_unique<test::PythonServer>(HTTP_TESTS "/server.py", std::vector{folder_.string()});
  }
  ~Servers() {
    server_.reset();
    fs::remove_all(folder_);
  }

  fs::path folder_;
  std::unique_ptr<test::PythonServer> server_;
};

HttpOptions options() {
  return {.trustAnchors = Servers::get().anchors()};
}

struct Trouble {
  std::string code;
  bool mayHaveArrived = false;
  bool operator==(const Trouble&) const = default;
};

std::ostream& operator<<(std::ostream& stream, const Trouble& trouble) {
  return stream << trouble.code << (trouble.mayHaveArrived ? ", may have arrived" : ", did not arrive");
}

Trouble troubleOf(HttpClient& client, const HttpRequest& request) {
  try {
    client.send(request);
  } catch (const HttpError& error) {
    return {error.problem().code, error.mayHaveArrived()};
  }
  return {"none"};
}

Trouble troubleOf(const std::string& url, HttpOptions with = options()) {
  HttpClient client(std::move(with));
  return troubleOf(client, {.url = url});
}

std::string url(const std::string& path) {
  return Servers::get().url(path);
}

Poco::JSON::Object::Ptr reported(const HttpAnswer& answer) {
  return Poco::JSON::Parser().parse(answer.body).extract<Poco::JSON::Object::Ptr>();
}

int connectionOf(HttpClient& client, const HttpRequest& request) {
  return reported(client.send(request))->getValue<int>("connection");
}

int timesAsked(HttpClient& client, const std::string& path) {
  return std::stoi(client.send({.url = url("/asked?" + path)}).body);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Https)

BOOST_AUTO_TEST_CASE(a_request_arrives_as_it_was_written) {
  HttpClient client(options());
  const auto answer = client.send({.method = "POST",
                                   .url = url("/a%2Fb//c?x=%20y"),
                                   .headers = {{"X-One", "1"}, {"Content-Type", "text/plain"}},
                                   .body = "сөз"});
  BOOST_TEST(answer.status == 200);
  const auto request = reported(answer);
  BOOST_TEST(request->getValue<std::string>("method") == "POST");
  BOOST_TEST(request->getValue<std::string>("target") == "/a%2Fb//c?x=%20y");
  BOOST_TEST(request->getValue<std::string>("body") == "сөз");
  const auto headers = request->getObject("headers");
  BOOST_TEST(headers->getValue<std::string>("x-one") == "1");
  BOOST_TEST(headers->getValue<std::string>("content-type") == "text/plain");
  BOOST_TEST("https://" + headers->getValue<std::string>("host") + "/" == url("/"));
}

BOOST_AUTO_TEST_CASE(every_status_is_an_answer_and_no_redirection_is_followed) {
  HttpClient client(options());
  const auto missing = client.send({.url = url("/missing")});
  BOOST_TEST(missing.status == 404);
  BOOST_TEST(missing.body == "no such thing");
  const auto redirection = client.send({.url = url("/redirect")});
  BOOST_TEST(redirection.status == 302);
  BOOST_TEST(redirection.header("location") == "https://elsewhere.invalid/");
  BOOST_TEST(client.send({.method = "HEAD", .url = url("/")}).status == 200);
}

BOOST_AUTO_TEST_CASE(bodies_are_streamed_both_ways_within_a_limit) {
  HttpClient client(options());
  std::istringstream large(std::string(5 << 20, 'z'));
  const auto size = client.send({.method = "PUT", .url = url("/size"), .bodyStream = &large, .bodySize = 5 << 20});
  BOOST_TEST(size.body == std::to_string(5 << 20));
  std::size_t got = 0, pieces = 0;
  const auto count = [&](std::string_view piece) { got += piece.size(), ++pieces; };
  const auto answer = client.send({.url = url("/large"), .answerLimit = 4 << 20, .into = count});
  BOOST_TEST(answer.body.empty());
  BOOST_TEST(got == std::size_t{3 << 20});
  BOOST_TEST(pieces > 10u);
  BOOST_TEST(troubleOf(client, {.url = url("/large")}) == (Trouble{"httpAnswerTooLarge", true}));
  BOOST_TEST(client.send({.url = url("/chunked")}).body == "first second");
  std::istringstream less("five!");
  BOOST_TEST(troubleOf(client, {.method = "PUT", .url = url("/size"), .bodyStream = &less, .bodySize = 6}) ==
             (Trouble{"httpBodyShort", true}));
}

BOOST_AUTO_TEST_CASE(what_goes_into_a_file_is_the_body_of_a_good_answer_only) {
  HttpClient client(options());
  std::string file;
  const auto answer = client.send({.url = url("/missing"), .into = [&](std::string_view piece) { file += piece; }});
  BOOST_TEST(file.empty());
  BOOST_TEST(answer.body == "no such thing");
}

BOOST_AUTO_TEST_CASE(a_connection_is_kept_and_used_again) {
  HttpClient client(options());
  const int first = connectionOf(client, {.url = url("/")});
  BOOST_TEST(connectionOf(client, {.url = url("/")}) == first);
  client.send({.url = url("/chunked")});
  BOOST_TEST(connectionOf(client, {.url = url("/")}) == first);
  BOOST_TEST(connectionOf(client, {.url = url("/"), .ownConnection = true}) != first);
}

BOOST_AUTO_TEST_CASE(many_threads_share_one_client) {
  HttpClient client(options());
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int n = 0; n < 4; ++n)
      threads.emplace_back([&, n] {
        for (int i = 0; i < 20; ++i) {
          const auto body = std::to_string(n * 100 + i);
          good +=
              reported(client.send({.method = "POST", .url = url("/"), .body = body}))->getValue<std::string>("body") ==
              body;
        }
      });
  }
  BOOST_TEST(good == 80);
}

BOOST_AUTO_TEST_CASE(a_kept_connection_that_died_is_replaced_for_what_may_be_repeated) {
  HttpClient client(options());
  client.send({.url = url("/")});
  // The server reads this on the kept connection, and goes: only what may go out twice does.
  const auto before = timesAsked(client, "die");
  BOOST_TEST(troubleOf(client, {.method = "POST", .url = url("/die"), .body = "x"}) ==
             (Trouble{"httpAnswerLost", true}));
  BOOST_TEST(timesAsked(client, "die") == before + 1);
  BOOST_TEST(troubleOf(client, {.url = url("/die")}) == (Trouble{"httpAnswerLost", true}));
  BOOST_TEST(timesAsked(client, "die") == before + 3);
  // Closed while it waited: noticed before anything is sent on it.
  for (int i = 0; i < 10; ++i) {
    client.send({.url = url("/die-late")});
    BOOST_TEST(troubleOf(client, {.method = "POST", .url = url("/"), .body = "x", .repeatable = true}).code == "none");
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_cannot_be_trusted_gets_no_request) {
  const auto& servers = Servers::get();
  const Trouble untrusted{"httpTlsUntrusted", false};
  BOOST_TEST(troubleOf(servers.url("/", Servers::ofAnotherHost)) == untrusted);
  BOOST_TEST(troubleOf(servers.url("/", Servers::ofAnUnknownAuthority)) == untrusted);
  BOOST_TEST(troubleOf(servers.url("/"), HttpOptions{}) == untrusted);  // the system knows nothing of our authority
  BOOST_TEST(troubleOf(servers.url("/", Servers::tooOld)) == (Trouble{"httpTlsFailed", false}));
  BOOST_TEST(troubleOf(servers.url("/", Servers::plain), {.trustAnchors = servers.anchors(), .deadline = 500ms}).code !=
             "none");
  BOOST_TEST(troubleOf(servers.url("/", Servers::good, "127.0.0.1")).code == "none");
  BOOST_TEST(troubleOf(servers.url("/", Servers::ofAnotherHost, "127.0.0.1")) == untrusted);
}

BOOST_AUTO_TEST_CASE(plain_http_is_spoken_only_where_it_is_allowed_and_connections_are_not_mixed) {
  const auto& servers = Servers::get();
  const auto plainUrl = "http" + servers.url("/", Servers::plain).substr(5);
  BOOST_TEST(troubleOf(plainUrl) == (Trouble{"httpAddressUnusable", false}));
  auto allowed = options();
  allowed.plainAllowed = true;
  HttpClient client(allowed);
  const int first = connectionOf(client, {.url = plainUrl});
  BOOST_TEST(connectionOf(client, {.url = plainUrl}) == first);  // kept, as with TLS
  BOOST_TEST(reported(client.send({.url = plainUrl}))->getObject("headers")->getValue<std::string>("host") + "/" ==
             plainUrl.substr(7));
  // The same host and port by TLS is another place: the kept plain connection must not be used for it.
  BOOST_TEST(troubleOf(client, {.url = servers.url("/", Servers::plain), .deadline = 2s}).code != "none");
  BOOST_TEST(troubleOf(client, {.url = servers.url("/")}).code == "none");
}

BOOST_AUTO_TEST_CASE(trust_anchors_that_cannot_be_read_are_reported_at_once) {
  const auto code = [](const fs::path& anchors) {
    try {
      HttpClient client({.trustAnchors = anchors});
    } catch (const HttpError& error) {
      return error.problem().code;
    }
    return std::string("none");
  };
  BOOST_TEST(code("/nowhere.pem") == "httpAnchorsUnreadable");
  BOOST_TEST(code(Servers::get().folder() / "good.key") == "httpAnchorsUnreadable");
}

BOOST_AUTO_TEST_CASE(silence_and_dripping_end_at_the_deadline) {
  for (const char* path : {"/silent", "/drip-header", "/drip-body"}) {
    auto hurried = options();
    hurried.deadline = 300ms;
    BOOST_TEST(troubleOf(url(path), hurried) == (Trouble{"httpTimeout", true}));
  }
  auto impatient = options();
  impatient.receive = 100ms;
  BOOST_TEST(troubleOf(url("/silent"), impatient) == (Trouble{"httpTimeout", true}));
  HttpClient client(options());
  BOOST_TEST(troubleOf(client, {.url = url("/silent"), .deadline = 100ms}) == (Trouble{"httpTimeout", true}));
}

BOOST_AUTO_TEST_CASE(answers_that_break_off_are_not_answers) {
  BOOST_TEST(troubleOf(url("/short")) == (Trouble{"httpAnswerBroken", true}));
  BOOST_TEST(troubleOf(url("/garbage")).mayHaveArrived);
  BOOST_TEST(troubleOf(url("/fields")).mayHaveArrived);
}

BOOST_AUTO_TEST_CASE(a_host_that_is_not_there_is_reported) {
  BOOST_TEST(troubleOf("https://no-such-host.invalid/") == (Trouble{"httpUnreachable", false}));
  BOOST_TEST(troubleOf("https://127.0.0.1:1/") == (Trouble{"httpUnreachable", false}));
}

BOOST_AUTO_TEST_CASE(addresses_and_fields_that_could_mean_something_else_are_refused) {
  for (const char* address :
       {"http://localhost/", "https:///x", "https://user:secret@localhost/", "https://localhost:0/",
        "https://localhost:x/", "https://localhost/a b", "https://localhost/#x", "https://localhost/\r\nX: y",
        "https://[::1/", "ftp://localhost/", ""}) {
    BOOST_TEST(troubleOf(address) == (Trouble{"httpAddressUnusable", false}), address);
  }
  HttpClient client(options());
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"X", "a\r\nY: b"}, {"X\r\n", "a"}, {"", "a"}, {"X: y", "a"}}) {
    BOOST_TEST(troubleOf(client, {.url = url("/"), .headers = {{name, value}}}).code == "httpHeaderUnusable");
  }
}

BOOST_AUTO_TEST_CASE(an_error_names_the_host_and_nothing_secret) {
  HttpClient client(options());
  try {
    client.send({.url = url("/short?token=hidden"), .headers = {{"Authorization", "Bearer hidden"}}});
    BOOST_ERROR("an answer came");
  } catch (const HttpError& error) {
    BOOST_TEST(std::string(error.what()).find("localhost") != std::string::npos);
    BOOST_TEST(std::string(error.what()).find("hidden") == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
