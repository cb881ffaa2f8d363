// Time stamps that a signature signs: it is younger than they are (EN 319 102-1, 5.5.4).
#include <boost/test/unit_test.hpp>

#include "CraftedSignature.h"
#include "EvidenceNight.h"
#include "Keyring.h"
#include "Reports.h"
#include "Unchecked.h"
#include "Upgraded.h"
#include "signing/crypto/Base64.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

using enum SubIndication;

VerificationReport judge(const std::string& bytes) {
  return Validator{Keyring::get().anchors()}.verify(bytes, now() + std::chrono::hours{1});
}

std::string withContentStamp(const std::string& member, const std::string& authority = "/tsa",
                             std::string stamped = {}) {
  CraftedSignature crafted{signedContainer(member)};
  if (stamped.empty()) {
    for (const auto& file : sampleFiles()) stamped += file.content;
  }
  UncheckedAuthority source{authority};
  const std::string token = source.stampValue(method("SHA-256"), digestWith(method("SHA-256"), stamped));
  crafted.replace("<xades:CommitmentTypeIndication>",
                  "<xades:AllDataObjectsTimeStamp><xades:EncapsulatedTimeStamp>" + toBase64(token) +
                      "</xades:EncapsulatedTimeStamp></xades:AllDataObjectsTimeStamp><xades:CommitmentTypeIndication>");
  crafted.refreshPropertiesDigest();
  crafted.signAgain(*Keyring::get().key(member));
  return crafted.build();
}

std::string basicLT(const std::string& container) {
  UncheckedAuthority authority{"/tsa"};
  UncheckedRevocation source{"/ocsp"};
  return addValidationData(addSignatureTimeStamp(container, authority), Keyring::get().anchors(), source);
}

// What the one content time stamp is worth by itself.
SubIndication stampOf(const VerificationReport& report) {
  const auto& stamps = report.signatures.front().timeStamps;
  BOOST_REQUIRE_EQUAL(stamps.size(), 1U);
  BOOST_TEST(stamps.front().kind == "contentTimeStamp");
  return stamps.front().subIndication;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(content_stamps)

BOOST_AUTO_TEST_CASE(a_signature_proved_younger_than_its_certificate_s_end_is_not_valid) {
  BOOST_TEST(judge(signedContainer("expired")).subIndication == outOfBoundsNoPoe);
  const auto report = judge(withContentStamp("expired"));
  BOOST_TEST_CONTEXT(toJson(report)) {
    BOOST_TEST(report.indication == Indication::totalFailed);
    BOOST_TEST(report.subIndication == expired);
    BOOST_TEST(findFailed(report.signatures.front().checks, "certificateInForce") != nullptr);
    BOOST_TEST(report.signatures.front().timeProofs.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_signature_proved_younger_than_its_revocation_is_not_valid) {
  BOOST_TEST(judge(basicLT(signedContainer("revoked"))).subIndication == revokedNoPoe);
  const auto report = judge(basicLT(withContentStamp("revoked")));
  BOOST_TEST_CONTEXT(toJson(report)) {
    BOOST_TEST(report.indication == Indication::totalFailed);
    BOOST_TEST(report.subIndication == revoked);
  }
}

BOOST_AUTO_TEST_CASE(a_content_stamp_that_does_not_hold_proves_nothing) {
  const auto good = judge(withContentStamp("p256"));
  BOOST_TEST(good.passed());
  BOOST_TEST(stampOf(good) == none);
  const auto other = judge(withContentStamp("expired", "/tsa", "something else"));
  BOOST_TEST(stampOf(other) == hashFailure);
  BOOST_TEST(other.subIndication == outOfBoundsNoPoe);
  const auto weak = judge(withContentStamp("expired", "/tsa-sha1"));
  BOOST_TEST(weak.subIndication == outOfBoundsNoPoe);
}

BOOST_AUTO_TEST_SUITE_END()
