#include <boost/test/unit_test.hpp>

#include "jobs/config/Settings.h"
#include "jobs/wiring/Options.h"
#include "signing/crypto/Digest.h"

namespace balalyk {
namespace {

const std::string kPlain = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const std::string kAsOpenSslPrintsIt =
    "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF";

TrustSettings trustWith(const std::string& ocsp, const std::string& crl = "") {
  Settings settings;
  settings.set("revocation.ocspUrl", ocsp, {});
  settings.set("revocation.crlUrl", crl, {});
  return trustSettings(settings);
}

std::string problemWith(const std::string& ocsp) {
  try {
    trustWith(ocsp);
  } catch (const Error& error) {
    const auto& params = error.problem().params;
    return error.problem().code + " " + params.at(params.contains("setting") ? "setting" : "name");
  }
  return "none";
}

BOOST_AUTO_TEST_SUITE(revocation_options)

BOOST_AUTO_TEST_CASE(an_address_is_for_people_or_for_the_issuer_whose_fingerprint_goes_before_it) {
  const auto issuer = signing::digestFromHex(kPlain);
  for (const auto& fingerprint : {kPlain, kAsOpenSslPrintsIt}) {
    const auto given =
        trustWith("http://a/ocsp?x=1, " + fingerprint + "=https://b/ocsp?y=2", fingerprint + "=http://b/crl");
    BOOST_TEST(given.collector.ofSigners.ocsp == "http://a/ocsp?x=1");
    BOOST_TEST(given.collector.ofSigners.crl == "");
    BOOST_REQUIRE_EQUAL(given.collector.ofIssuers.size(), 1U);
    BOOST_TEST(given.collector.ofIssuers.at(issuer).ocsp == "https://b/ocsp?y=2");
    BOOST_TEST(given.collector.ofIssuers.at(issuer).crl == "http://b/crl");
  }
}

BOOST_AUTO_TEST_CASE(an_entry_that_is_not_an_address_is_refused) {
  const std::string wrong = "revocationAddressUnusable revocation.ocspUrl";
  const std::string noAddress = "settingWrong revocation.ocspUrl";
  BOOST_TEST(problemWith("ldap://a/") == noAddress);
  BOOST_TEST(problemWith("ocsp.example") == noAddress);
  BOOST_TEST(problemWith("http://a/, http://b/") == wrong);
  BOOST_TEST(problemWith("0011=http://a/") == wrong);
  BOOST_TEST(problemWith(kPlain + "=a") == noAddress);
  BOOST_TEST(problemWith(kPlain + "=http://a/, " + kAsOpenSslPrintsIt + "=http://b/") == wrong);
}

BOOST_AUTO_TEST_CASE(without_settings_answers_are_waited_for_and_have_documented_limits) {
  const Settings settings;
  BOOST_TEST((whenUnanswered(settings) == WhenUnanswered::wait));
  const auto given = trustSettings(settings);
  BOOST_TEST(given.collector.tolerance.count() == 5 * 60);
  BOOST_TEST(given.collector.maxAge.count() == 24 * 3600);
  BOOST_TEST(!given.revocation);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk
