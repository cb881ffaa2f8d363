#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPCookie.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/URI.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <stdexcept>

#include "OidcFlow.h"

namespace balalyk::test {
namespace {

// npm oidc-provider on the loopback, as long as this lives.
class RealProvider {
 public:
  RealProvider(const char* algorithm, const char* authentication) {
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    child_ = fork();
    if (child_ == 0) {
      dup2(in[0], 0);
      dup2(out[1], 1);
      execlp("node", "node", OIDC_PROVIDER, algorithm, authentication, nullptr);
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    input_ = in[1];
    for (char c = 0; read(out[0], &c, 1) == 1;) {
      if (c != '\n') {
        line_ += c;
      } else if (line_.starts_with("http")) {
        break;
      } else {
        line_.clear();  // a warning
      }
    }
    output_ = out[0];  // it has more to say later
  }
  ~RealProvider() {
    close(input_);
    close(output_);
    waitpid(child_, nullptr, 0);
  }
  const std::string& issuer() const { return line_; }

 private:
  pid_t child_ = -1;
  int input_ = -1, output_ = -1;
  std::string line_;
};

// As a browser: follows redirections and keeps cookies until one leads to the portal.
std::string browse(const std::string& issuer, std::string address) {
  namespace net = Poco::Net;
  std::map<std::string, std::string> cookies;
  for (int i = 0; i < 10 && !address.starts_with(kReturn); ++i) {
    const Poco::URI uri(address.starts_with('/') ? issuer + address : address);
    net::HTTPClientSession session(uri.getHost(), uri.getPort());
    net::HTTPRequest request("GET", uri.getPathAndQuery(), "HTTP/1.1");
    for (const auto& [name, value] : cookies)
      request.set("Cookie", request.get("Cookie", "") + (request.has("Cookie") ? "; " : "") + name + "=" + value);
    session.sendRequest(request);
    net::HTTPResponse response;
    session.receiveResponse(response);
    BOOST_REQUIRE_MESSAGE(response.getStatus() == 302 || response.getStatus() == 303, response.getReason());
    std::vector<net::HTTPCookie> set;
    response.getCookies(set);
    for (const auto& cookie : set) cookies[cookie.getName()] = cookie.getValue();
    address = response.get("Location");
  }
  return address;
}

struct Kind {
  const char *algorithm, *authentication;
};
std::ostream& operator<<(std::ostream& stream, const Kind& kind) {
  return stream << kind.algorithm << ", " << kind.authentication;
}
const Kind kKinds[] = {{"RS256", "client_secret_basic"}, {"ES256", "client_secret_post"}};

BOOST_AUTO_TEST_SUITE(RealProviderSignsIn)

BOOST_DATA_TEST_CASE(a_person_signs_in_by_a_provider_that_others_wrote, boost::unit_test::data::make(kKinds), kind) {
  const RealProvider provider(kind.algorithm, kind.authentication);
  auto options = quickOptions(provider.issuer());
  options.http.deadline = std::chrono::seconds(10);
  options.pinScope = "pin";
  const auto client = makeOidcProvider(options, signing::Secret("a secret of the client & more"));
  const auto begun = client->begin(kReturn);
  if (const auto* problem = std::get_if<Problem>(&begun)) BOOST_FAIL(toString(*problem));
  const auto& visit = std::get<ProviderVisit>(begun);
  auto parameters = queryOf(browse(provider.issuer(), visit.address));
  BOOST_TEST(parameters["iss"] == provider.issuer());
  const auto found = client->finish(parameters, visit.kept);
  BOOST_REQUIRE_MESSAGE(std::holds_alternative<ProvenPerson>(found), verdict(found));
  const auto& person = std::get<ProvenPerson>(found);
  BOOST_TEST(person.pin == "10101198012345");
  BOOST_TEST(person.name.full() == "Катчиева Айгүл");
  BOOST_TEST(person.identity.subject == "person-1");
  BOOST_TEST(verdict(client->finish(parameters, visit.kept)) == "identityProviderWrong/codeRefused");  // once
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::test
