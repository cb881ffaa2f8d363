#include <boost/test/unit_test.hpp>

#include "Keyring.h"
#include "Reports.h"
#include "signing/SigningError.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

using enum SubIndication;

std::string policyXml(const std::string& rules) {
  return "<policy xmlns=\"urn:balalyk:validation-policy:1\" name=\"test\">" + rules + "</policy>";
}

// The authorities of the key ring have RSA keys of 3072 bits.
const std::string kSignatures =
    "<digest name=\"SHA-256\"/><signature name=\"RSA-SHA256\"/><signature name=\"ECDSA-SHA256\"/>";
const std::string kKeys = "<key type=\"EC\" minBits=\"256\"/><key type=\"RSA\" minBits=\"3072\"/>";
const std::string kRules = kSignatures + kKeys;

SubIndication judge(const std::string& rules, const std::string& member) {
  const Validator validator{Keyring::get().anchors(), ValidationPolicy::fromXml(policyXml(rules))};
  return validator.verify(signedContainer(member), now()).subIndication;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(policy)

BOOST_AUTO_TEST_CASE(the_standard_policy_allows_what_we_sign_with) {
  const ValidationPolicy policy;
  BOOST_TEST(policy.name == "balalyk-1");
  BOOST_TEST((policy.signatureUse("RSA-SHA256", now()) == ValidationPolicy::Use::allowed));
  BOOST_TEST((policy.keyUse(KeyType::rsa, 1024, now()) == ValidationPolicy::Use::refused));
  const auto later = std::chrono::sys_days{std::chrono::year{2031} / 1 / 1};
  BOOST_TEST((policy.keyUse(KeyType::rsa, 2048, later) == ValidationPolicy::Use::expired));
  BOOST_TEST((policy.keyUse(KeyType::rsa, 2048, later - std::chrono::seconds{1}) == ValidationPolicy::Use::allowed));
  BOOST_TEST((policy.keyUse(KeyType::rsa, 3072, later) == ValidationPolicy::Use::allowed));
  BOOST_TEST((policy.digestUse("SHA-1", now()) == ValidationPolicy::Use::refused));
}

BOOST_AUTO_TEST_CASE(what_the_policy_does_not_name_is_refused) {
  BOOST_TEST(judge(kRules, "p256") == none);
  BOOST_TEST(judge(kRules, "rsa2048") == cryptoConstraintsFailure);
  BOOST_TEST(judge(kRules, "rsa3072") == none);
}

BOOST_AUTO_TEST_CASE(the_certificates_of_a_chain_are_asked_about_too) {
  BOOST_TEST(judge(kSignatures + "<key type=\"EC\" minBits=\"256\"/>", "p256") == cryptoConstraintsFailure);
  BOOST_TEST(judge("<digest name=\"SHA-256\"/><signature name=\"ECDSA-SHA256\"/>" + kKeys, "p256") ==
             cryptoConstraintsFailure);
  BOOST_TEST(
      judge(kSignatures + "<key type=\"EC\" minBits=\"256\"/><key type=\"RSA\" minBits=\"3072\" until=\"2020-01-01\"/>",
            "p256") == cryptoConstraintsFailureNoPoe);
}

BOOST_AUTO_TEST_CASE(what_was_allowed_until_a_day_wants_a_proof_of_age_after_it) {
  BOOST_TEST(judge(kRules + "<key type=\"RSA\" minBits=\"2048\" until=\"2020-01-01\"/>", "rsa2048") ==
             cryptoConstraintsFailureNoPoe);
}

BOOST_AUTO_TEST_CASE(a_policy_that_cannot_be_read_is_refused_with_its_place) {
  const auto at = [](const std::string& xml) {
    try {
      ValidationPolicy::fromXml(xml);
    } catch (const SigningError& error) {
      return error.code() + " " + error.params().at("at");
    }
    return std::string{"nothing thrown"};
  };
  BOOST_TEST(at(policyXml("<coverage everyFile=\"maybe\"/>")) == "policyUnreadable everyFile");
  BOOST_TEST(at(policyXml("<digest/>")) == "policyUnreadable name");
  BOOST_TEST(at(policyXml("<key type=\"RSA\" minBits=\"many\"/>")) == "policyUnreadable minBits");
  BOOST_TEST(at(policyXml("<key type=\"DSA\" minBits=\"1\"/>")) == "policyUnreadable type");
  BOOST_TEST(at(policyXml("<digest name=\"SHA-256\" until=\"soon\"/>")) == "policyUnreadable until");
  BOOST_TEST(at(policyXml("<other/>")) == "policyUnreadable other");
  BOOST_TEST(at("<policy/>") == "policyUnreadable policy");
  BOOST_TEST(at("policy") == "policyUnreadable xmlNotWellFormed");
}

BOOST_AUTO_TEST_SUITE_END()
