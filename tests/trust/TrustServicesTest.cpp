#define BOOST_TEST_MODULE trust
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>
#include <mutex>

#include "Keyring.h"
#include "Services.h"
#include "connectors/trust/TrustServices.h"
#include "signing/SigningError.h"
#include "signing/time/TimeStampToken.h"

using namespace balalyk;
using signing::test::Keyring;

namespace {

namespace test = signing::test;

struct Trust {
  Trust() {
    std::signal(SIGPIPE, SIG_IGN);
    const auto& ring = Keyring::get();
    const auto issuing = signing::Certificate::fromPem(ring.read("intermediate.pem"));
    settings.signers = settings.authorities = signing::TrustAnchors::fromPem(ring.read("anchors.pem"));
    settings.timeout = std::chrono::seconds{20};
    settings.revocation = true;
    settings.collector.ofIssuers[issuing.fingerprint()].ocsp = url("/ocsp");
    settings.collector.ofIssuers[settings.signers.anchors().front().fingerprint()].crl = url("/root.crl");
    settings.onTrouble = [this](const Problem& problem) {
      const std::lock_guard lock(mutex);
      troubles.push_back(problem.code + " " + param(problem.params, "failure"));
    };
  }

  static std::string url(const std::string& path) { return test::Services::get().url(path); }
  static int asked(const std::string& path) {
    auto& services = test::Services::get();
    return std::stoi(services.transport().get(services.url("/asked" + path)).substr(2));
  }
  static std::string param(const std::map<std::string, std::string>& params, const std::string& name) {
    const auto found = params.find(name);
    return found == params.end() ? std::string{} : found->second;
  }

  // "a stamp", or the code, the service's path and what failed.
  std::string stamp() {
    const auto imprint = signing::sha256("x");
    try {
      const auto token = signing::TimeStampToken::read(services().timeStamps().stamp(imprint));
      return token.imprint == signing::bytesOf(imprint) ? "a stamp" : "another stamp";
    } catch (const signing::TransportError& error) {
      const auto service = param(error.params(), "service");
      return error.code() + " " + service.substr(service.rfind('/')) + " " + param(error.params(), "failure");
    }
  }

  SignerAnswer statusOf(const std::string& member) {
    const auto key = Keyring::get().key(member);
    return services().statusOf(key->certificate(), key->chain());
  }

  TrustServices& services() {
    if (!opened) opened = openTrustServices(settings);
    return *opened;
  }

  TrustSettings settings;
  std::unique_ptr<TrustServices> opened;
  std::mutex mutex;
  std::vector<std::string> troubles;
};

// A service that is down while it lives.
class Down {
 public:
  explicit Down(const std::string& name) : mark_(Keyring::get().file("services/down-" + name)) { std::ofstream{mark_}; }
  ~Down() { std::filesystem::remove(mark_); }
  Down(const Down&) = delete;
  Down& operator=(const Down&) = delete;

 private:
  const std::filesystem::path mark_;
};

struct Wrong {
  const char* path;
  const char* failure;
  const char* code = "timeStampRefused";
};

std::ostream& operator<<(std::ostream& out, const Wrong& wrong) {
  return out << wrong.path;
}

// Each does one thing wrong.
const Wrong kWrong[] = {
    {"/tsa-no-certificate", "signature"},
    {"/tsa-signature", "signature"},
    {"/tsa-imprint", "imprint"},
    {"/tsa-garbage", "unreadable"},
    {"/tsa-html", "unreadable"},
    {"/tsa-cut", "unreadable"},
    {"/tsa-stranger", "untrusted"},
    {"/tsa-revoked", "revoked"},
    {"/tsa-sha1", "weak"},
    {"/tsa-md5", "weak"},
    {"/nowhere", "HTTP 503", "serviceUnreachable"},
};

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(SignerStatus)

BOOST_FIXTURE_TEST_SUITE(time_stamps, Trust)

BOOST_DATA_TEST_CASE_F(Trust, whatever_an_authority_answers_wrongly_is_its_outage, boost::unit_test::data::make(kWrong),
                       wrong) {
  settings.timeStampUrls = {url(wrong.path)};
  const std::string expected = std::string{wrong.code} + " " + wrong.path + " " + wrong.failure;
  BOOST_TEST(stamp() == expected);
  BOOST_TEST(stamp() == std::string{"serviceSuspended "} + wrong.path + " " + wrong.failure);
  BOOST_TEST(troubles == std::vector<std::string>{std::string{wrong.code} + " " + wrong.failure},
             boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE_F(Trust, the_next_authority_is_asked_and_the_wrong_one_left_alone,
                       boost::unit_test::data::make(kWrong), wrong) {
  settings.timeStampUrls = {url(wrong.path), url("/tsa")};
  const int before = asked(wrong.path);
  for (int i = 0; i < 3; ++i) BOOST_TEST(stamp() == "a stamp");
  BOOST_TEST(asked(wrong.path) == before + 1);
  BOOST_TEST(troubles.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_answer_that_was_given_before_is_refused) {
  settings.timeStampUrls = {url("/tsa-replay")};
  BOOST_TEST(stamp() == "a stamp");
  BOOST_TEST(stamp() == "timeStampRefused /tsa-replay nonce");
}

BOOST_AUTO_TEST_CASE(what_an_authority_says_of_its_refusal_is_passed_on) {
  settings.timeStampUrls = {url("/tsa")};
  settings.timeStampPolicy = "1.2.3.4.9";
  BOOST_TEST(stamp() == "timeStampRefused /tsa rejection, unacceptedPolicy: «Requested policy is not supported.»");
}

BOOST_AUTO_TEST_CASE(an_authority_whose_clock_is_wrong_is_refused) {
  settings.timeStampUrls = {url("/tsa")};
  for (const auto difference : {std::chrono::minutes{10}, -std::chrono::minutes{10}}) {
    settings.clock = [difference] { return signing::systemTime() + difference; };
    opened.reset();
    BOOST_TEST(stamp() == "timeStampRefused /tsa clock");
  }
}

BOOST_AUTO_TEST_CASE(an_authority_is_asked_over_tls_and_its_host_must_be_trusted) {
  settings.timeStampUrls = {test::Services::get().secureUrl("/tsa")};
  settings.tlsAnchors = Keyring::get().file("anchors.pem");
  BOOST_TEST(stamp() == "a stamp");
  opened.reset();
  settings.tlsAnchors.clear();  // the system's, which do not know this host
  BOOST_TEST(stamp() == "serviceUnreachable /tsa tlsUntrusted");
}

BOOST_AUTO_TEST_CASE(of_several_that_fail_the_first_is_named) {
  settings.timeStampUrls = {url("/tsa-html"), url("/nowhere")};
  BOOST_TEST(stamp() == "timeStampRefused /tsa-html unreadable");
  BOOST_TEST(troubles.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(revocation, Trust)

BOOST_AUTO_TEST_CASE(a_signer_is_good_revoked_or_unknown) {
  BOOST_TEST((statusOf("p256").status == SignerStatus::good));
  BOOST_TEST((statusOf("revoked").status == SignerStatus::revoked));
  BOOST_TEST((statusOf("unlisted").status == SignerStatus::unknown));
}

BOOST_AUTO_TEST_CASE(a_revoked_signer_is_so_while_nobody_answers_about_its_issuer) {
  settings.collector.ofIssuers.erase(settings.signers.anchors().front().fingerprint());
  BOOST_TEST((statusOf("revoked").status == SignerStatus::revoked));
  const auto good = statusOf("p256");
  BOOST_TEST((good.status == SignerStatus::unanswered));
  BOOST_TEST(good.problem.value().code == "revocationNoAddress");
  BOOST_TEST(good.problem->params.at("issuer") == "Balalyk demo root");
}

BOOST_AUTO_TEST_CASE(the_address_for_people_is_not_asked_about_their_issuer) {
  settings.collector.ofIssuers.clear();
  settings.collector.ofSigners.ocsp = url("/ocsp");
  BOOST_TEST((statusOf("revoked").status == SignerStatus::revoked));
  BOOST_TEST(statusOf("p256").problem.value().code == "revocationNoAddress");
}

BOOST_AUTO_TEST_CASE(who_does_not_answer_is_named_with_the_status_of_http_and_heard_of_once) {
  const Down down("ocsp");
  for (int i = 0; i < 3; ++i) {
    const auto answer = statusOf("p256");
    BOOST_TEST((answer.status == SignerStatus::unanswered));
    BOOST_TEST(answer.problem.value().code == "revocationUnreachable");
    BOOST_TEST(answer.problem->params.at("service") == url("/ocsp"));
    BOOST_TEST(answer.problem->params.at("failure") == "HTTP 503");
  }
  BOOST_TEST(troubles == std::vector<std::string>{"revocationUnreachable HTTP 503"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(revocation_is_asked_for_over_tls_too) {
  settings.tlsAnchors = Keyring::get().file("anchors.pem");
  for (auto& [issuer, addresses] : settings.collector.ofIssuers) {
    if (!addresses.ocsp.empty()) addresses.ocsp = test::Services::get().secureUrl("/ocsp");
    if (!addresses.crl.empty()) addresses.crl = test::Services::get().secureUrl("/root.crl");
  }
  BOOST_TEST((statusOf("revoked").status == SignerStatus::revoked));
  BOOST_TEST((statusOf("p256").status == SignerStatus::good));
}

BOOST_AUTO_TEST_CASE(a_certificate_that_has_ended_is_asked_about_as_in_its_last_moment) {
  BOOST_TEST((statusOf("expired").status == SignerStatus::good));
}

BOOST_AUTO_TEST_CASE(a_signer_without_a_path_is_unanswered) {
  settings.signers = signing::TrustAnchors::fromPem(Keyring::get().read("services/stranger.pem"));
  const auto answer = statusOf("p256");
  BOOST_TEST((answer.status == SignerStatus::unanswered));
  BOOST_TEST(answer.problem.value().code == "revocationPathMissing");
}

BOOST_AUTO_TEST_SUITE_END()
