#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "Keyring.h"
#include "signing/container/AsicReader.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

BOOST_AUTO_TEST_SUITE(round_trip)

const std::string kMembers[] = {"rsa2048", "rsa3072", "rsa4096", "p256", "p384"};

BOOST_DATA_TEST_CASE(what_a_key_signs_is_verified_against_its_authority, boost::unit_test::data::make(kMembers),
                     member) {
  const auto key = Keyring::get().key(member);
  const auto parameters = sampleParameters();
  const std::string container = signedContainer(sampleFiles(), *key, parameters);
  const Validator validator{Keyring::get().anchors()};
  const VerificationReport report = validator.verify(container, now(), key->certificate());

  BOOST_TEST_INFO(toJson(report));
  BOOST_REQUIRE(report.passed());
  BOOST_TEST(report.format == "ASiC-E");
  BOOST_REQUIRE_EQUAL(report.signatures.size(), 1U);
  const SignatureReport& signature = report.signatures.front();
  BOOST_TEST(toString(signature.level) == "B-B");
  BOOST_TEST(signature.signer->commonName == kName);
  BOOST_TEST(signature.signer->serialNumber == "PNOKG-" + std::string{kPin});
  BOOST_TEST(signature.signer->role == parameters.role);
  BOOST_TEST((*signature.claimedSigningTime == parameters.signingTime));
  BOOST_REQUIRE_EQUAL(signature.files.size(), 2U);
  BOOST_TEST(signature.files[0].name == "protocol.pdf");
  BOOST_TEST(signature.files[1].name == "жазуу 1.xml");
  BOOST_TEST(signature.files[1].mediaType == "application/xml");
  BOOST_TEST(signature.files[0].digest == toHex(sha256(sampleFiles()[0].content)));
}

BOOST_AUTO_TEST_SUITE_END()
