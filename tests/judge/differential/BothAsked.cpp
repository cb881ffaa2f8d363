// Is between the signing suite and the validator: each report that a case gets is compared with what the second
// judge says of the same bytes. So what must pass there passes both judges, and what must fail is accepted by none of
// them, unless the reason lies outside the second one's task.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <iterator>
#include <string_view>

#include "connectors/pdf/XmlsecJudge.h"
#include "signing/validation/Validator.h"

namespace balalyk::signing::test {
namespace {

// Failed checks that the second judge has no part in.
constexpr std::string_view kOutside[] = {
    // time stamps, of which it knows nothing
    "archiveTimeStampMatches", "archiveTimeStampAuthorityTrusted", "archiveTimeStampReads",
    "signatureTimeStampAuthorityTrusted", "signatureTimeStampReads", "signatureTimeStampMatches",
    "signatureTimeStampAlgorithmAllowed",
    // whose key it is: paths, dates, revocation, and whom the caller expects
    "chainTrusted", "certificateBegan", "certificateNotRevoked", "certificateReadable", "certificateKeySizeAllowed",
    "certificateAlgorithmAllowed", "signerIsExpected", "revocationKnown", "revocationKeySizeAllowed",
    "revocationAlgorithmAllowed", "revocationProved", "responderNotRevoked", "responderAppointed",
    "notRevokedWhileValid", "certificateInForce",
    // what a policy allows of what it could do
    "signatureAlgorithmAllowed", "keySizeAllowed", "digestAlgorithmAllowed",
    // what XAdES asks for beyond XML-DSig, and the properties that are not signed
    "signingTimeStated", "signingTimeWithinCertificate", "signingCertificateV2", "signingCertificateIssuer",
    "mediaTypeStated", "keyInfoOnlyCertificates", "unsignedPropertyReadable", "signatureParametersSupported",
    // that nothing of the container is left unsigned
    "fileCovered", "everythingCovered", "manifestSupported"};

// What it cannot do, or is not allowed to: one judge alone decides.
constexpr std::string_view kBeyond[] = {"algorithm", "transform", "form"};

bool isOneOf(const auto& words, std::string_view word) {
  return std::ranges::find(words, word) != std::end(words);
}

int accepted = 0, refused = 0;

void comparePassed(const SecondVerdict& verdict) {
  const bool agrees = verdict.kind == SecondVerdict::Kind::accepted ||
                      (verdict.kind == SecondVerdict::Kind::notJudged && isOneOf(kBeyond, verdict.reason));
  BOOST_TEST(agrees, "ours passed what the second judge does not accept: " << verdict.reason);
}

void compareFailed(const SignatureReport& signature, const SecondVerdict& verdict) {
  if (verdict.kind != SecondVerdict::Kind::accepted) return;
  const auto isWithin = [](const Check& check) {
    return !check.passed && !check.tolerated && !isOneOf(kOutside, check.code);
  };
  const auto within = std::ranges::find_if(signature.checks, isWithin);
  BOOST_TEST((within == signature.checks.end()),
             "accepted by the second judge: " << (within == signature.checks.end() ? "" : within->code));
}

void compare(std::string_view bytes, const VerificationReport& report) {
  static XmlsecJudge judge(
      {.shim = TEST_SHIM, .helper = TEST_HELPER, .sandbox = SandboxPolicy::whenPossible, .most = 4});
  std::vector<SecondVerdict> verdicts;
  try {
    verdicts = judge.judge(bytes, report);
  } catch (const StageError& error) {
    // The caller is a suite that knows of no second judge: nothing may fly through it.
    BOOST_ERROR("no second judge: " << error.what());
    return;
  }
  BOOST_TEST(verdicts.size() == report.signatures.size());
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const auto& signature = report.signatures[i];
    accepted += verdicts[i].kind == SecondVerdict::Kind::accepted ? 1 : 0;
    refused += verdicts[i].kind == SecondVerdict::Kind::refused ? 1 : 0;
    if (signature.indication == Indication::totalPassed) {
      comparePassed(verdicts[i]);
    } else {
      compareFailed(signature, verdicts[i]);
    }
  }
}

// Whether anything was compared at all.
struct Counted {
  void teardown() {
    BOOST_TEST_MESSAGE("the second judge accepted " << accepted << " and refused " << refused);
    if (boost::unit_test::framework::master_test_suite().argc > 1) return;
    BOOST_TEST(accepted > 100);
    BOOST_TEST(refused > 10);
  }
};
BOOST_TEST_GLOBAL_FIXTURE(Counted);

using Seconds = std::chrono::sys_seconds;

}  // namespace

// The linker's names (--wrap) for the two functions of Validator that the suite calls; a member function is called as a
// function with the object before its parameters.
#define VERIFY_BY_PROFILE                                                                                         \
  "_ZNK7balalyk7signing9Validator6verifyESt17basic_string_viewIcSt11char_traitsIcEENSt6chrono10time_pointINS6_3_" \
  "V212system_clockENS6_8durationIlSt5ratioILl1ELl1EEEEEENS0_16ContainerProfileE"
#define VERIFY_BY_SIGNER                                                                                          \
  "_ZNK7balalyk7signing9Validator6verifyESt17basic_string_viewIcSt11char_traitsIcEENSt6chrono10time_pointINS6_3_" \
  "V212system_clockENS6_8durationIlSt5ratioILl1ELl1EEEEEERKNS0_11CertificateE"

VerificationReport realByProfile(const Validator*, std::string_view, Seconds,
                                 ContainerProfile) asm("__real_" VERIFY_BY_PROFILE);
VerificationReport realBySigner(const Validator*, std::string_view, Seconds,
                                const Certificate&) asm("__real_" VERIFY_BY_SIGNER);
VerificationReport byProfile(const Validator*, std::string_view, Seconds,
                             ContainerProfile) asm("__wrap_" VERIFY_BY_PROFILE);
VerificationReport bySigner(const Validator*, std::string_view, Seconds,
                            const Certificate&) asm("__wrap_" VERIFY_BY_SIGNER);

VerificationReport byProfile(const Validator* validator, std::string_view bytes, Seconds at, ContainerProfile profile) {
  auto report = realByProfile(validator, bytes, at, profile);
  compare(bytes, report);
  return report;
}

VerificationReport bySigner(const Validator* validator, std::string_view bytes, Seconds at, const Certificate& signer) {
  auto report = realBySigner(validator, bytes, at, signer);
  compare(bytes, report);
  return report;
}

}  // namespace balalyk::signing::test
