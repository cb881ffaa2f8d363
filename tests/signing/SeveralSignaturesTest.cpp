#include <boost/test/unit_test.hpp>

#include "CraftedSignature.h"
#include "Keyring.h"
#include "Reports.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

BOOST_AUTO_TEST_SUITE(several_signatures)

BOOST_AUTO_TEST_CASE(one_bad_signature_spoils_the_verdict_of_a_container_with_two) {
  CraftedSignature crafted{signedContainer("p256")};
  std::string second = crafted.xml;
  for (auto at = second.find("S0"); at != std::string::npos; at = second.find("S0", at)) second.replace(at, 2, "S1");
  crafted.zip.entries.push_back({"META-INF/signatures1.xml", second});
  const VerificationReport report = Validator{Keyring::get().anchors()}.verify(crafted.build(), now());
  BOOST_REQUIRE_EQUAL(report.signatures.size(), 2U);
  BOOST_TEST(report.signatures[0].indication == Indication::totalPassed);
  BOOST_TEST(report.signatures[1].subIndication == SubIndication::hashFailure);
  BOOST_TEST(report.subIndication == SubIndication::hashFailure);
}

BOOST_AUTO_TEST_SUITE_END()
