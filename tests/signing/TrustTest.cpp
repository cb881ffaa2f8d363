#include <boost/test/unit_test.hpp>

#include "CraftedSignature.h"
#include "Keyring.h"
#include "Reports.h"
#include "signing/SigningError.h"
#include "signing/certificates/ChainCheck.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

using enum SubIndication;

const std::string& goodContainer() {
  static const std::string container = signedContainer("p256");
  return container;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trust)

BOOST_AUTO_TEST_CASE(without_an_anchor_nothing_is_trusted) {
  const auto report = Validator{TrustAnchors{}}.verify(goodContainer(), now());
  BOOST_TEST(report.subIndication == noCertificateChainFound);
}

BOOST_AUTO_TEST_CASE(the_authorities_of_the_system_are_not_asked) {
  // The container's own issuing authority is in KeyInfo; a chain that ends there ends nowhere.
  const auto strangers = TrustAnchors{{Keyring::get().key("other")->certificate()}};
  const auto report = Validator{strangers}.verify(goodContainer(), now());
  BOOST_TEST(report.subIndication == noCertificateChainFound);
}

BOOST_AUTO_TEST_CASE(a_path_that_ends_nowhere_names_the_issuer_that_is_missing_or_not_trusted) {
  const auto key = Keyring::get().key("p256");
  const auto& root = Keyring::get().anchors().anchors().front();
  const TrustAnchors strangers{{Keyring::get().key("other")->certificate()}};
  const auto failure = [&](const std::vector<Certificate>& others) {
    return checkChain(key->certificate(), others, strangers, now()).failure;
  };
  using Params = std::map<std::string, std::string>;
  const auto& issuing = key->chain().front();
  BOOST_TEST((failure({}) == Params{{"reason", "chainIssuerMissing"},
                                    {"subject", key->certificate().subject()},
                                    {"issuer", issuing.subject()}}));
  BOOST_TEST((failure({issuing}) ==
              Params{{"reason", "chainIssuerMissing"}, {"subject", issuing.subject()}, {"issuer", root.subject()}}));
  BOOST_TEST((failure({issuing, root}) == Params{{"reason", "chainRootNotTrusted"},
                                                 {"issuer", root.subject()},
                                                 {"issuerSha256", toHex(root.fingerprint())}}));
}

BOOST_AUTO_TEST_CASE(a_certificate_that_is_wrong_is_named_with_a_code) {
  const auto failure = [](const std::string& member, std::chrono::sys_seconds at) {
    const auto key = Keyring::get().key(member);
    auto found = checkChain(key->certificate(), key->chain(), Keyring::get().anchors(), at).failure;
    BOOST_TEST(found["subject"] == key->certificate().subject());
    return found["reason"];
  };
  BOOST_TEST(failure("expired", now()) == "chainCertificateExpired");
  BOOST_TEST(failure("future", now()) == "chainCertificateNotYetValid");
}

BOOST_AUTO_TEST_CASE(an_issuing_authority_can_be_an_anchor_itself) {
  const auto anchors = TrustAnchors::fromPem(Keyring::get().read("intermediate.pem"));
  BOOST_TEST(Validator{anchors}.verify(goodContainer(), now()).passed());
}

BOOST_AUTO_TEST_CASE(a_certificate_is_judged_at_the_time_asked_for) {
  const auto key = Keyring::get().key("p256");
  const Validator validator{Keyring::get().anchors()};
  const auto sub = [&](std::chrono::sys_seconds at) { return validator.verify(goodContainer(), at).subIndication; };
  BOOST_TEST(sub(key->certificate().notAfter() - std::chrono::seconds{1}) == none);
  BOOST_TEST(sub(key->certificate().notAfter()) == outOfBoundsNoPoe);
  BOOST_TEST(sub(key->certificate().notBefore()) == none);
  BOOST_TEST(sub(key->certificate().notBefore() - std::chrono::seconds{1}) == notYetValid);
}

BOOST_AUTO_TEST_CASE(a_signature_by_another_than_the_expected_signer_is_reported) {
  const auto other = Keyring::get().key("other");
  const auto report = Validator{Keyring::get().anchors()}.verify(goodContainer(), now(), other->certificate());
  BOOST_TEST(report.subIndication == sigConstraintsFailure);
  BOOST_TEST(findFailed(report.signatures.front().checks, "signerIsExpected") != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
