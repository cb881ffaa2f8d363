// What a level rests on: time stamps, answers about revocation and certificates, each as of the time that it is proved
// to have existed itself.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "CraftedSignature.h"
#include "EvidenceNight.h"
#include "Keyring.h"
#include "Reports.h"
#include "Services.h"
#include "Unchecked.h"
#include "Upgraded.h"
#include "signing/certificates/ChainCheck.h"
#include "signing/certificates/RevocationCheck.h"
#include "signing/crypto/Base64.h"
#include "signing/evidence/EvidenceContainer.h"
#include "signing/evidence/HashTree.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

using enum SubIndication;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_seconds;

constexpr days kYear{365};

VerificationReport judge(const std::string& bytes, sys_seconds at = now() + hours{1},
                         const ValidationPolicy& policy = {}) {
  return Validator{Keyring::get().anchors(), policy}.verify(bytes, at);
}

std::string stamped(const std::string& container, const std::string& authority) {
  UncheckedAuthority source{authority};
  return addSignatureTimeStamp(container, source);
}

std::string withValues(const std::string& container, const std::string& responder,
                       const std::string& list = "/root.crl") {
  UncheckedRevocation source{responder, list};
  return addValidationData(container, Keyring::get().anchors(), source);
}

std::string archived(const std::string& container, const std::string& authority) {
  UncheckedAuthority source{authority};
  return addArchiveTimeStamp(container, source);
}

std::string basicLT(const std::string& authority = "/tsa", const std::string& responder = "/ocsp",
                    const std::string& list = "/root.crl") {
  return withValues(stamped(signedContainer("p256"), authority), responder, list);
}

std::string withEvidence(const std::string& container, const std::string& authority) {
  const HashList group = evidenceHashes(container, method("SHA-256"));
  UncheckedAuthority source{authority};
  const std::string token = source.stampValue(method("SHA-256"), joinHashes(method("SHA-256"), group));
  const EvidenceRecord record = recordOf({{{{"SHA-256", {group}, token}}, {}}});
  return addEvidenceRecord(container, encodeEvidenceRecord(record));
}

// RSA-2048 ends in a year.
ValidationPolicy shortPolicy() {
  ValidationPolicy policy;
  for (auto& key : policy.keys) {
    if (key.type == KeyType::rsa && key.minBits == 2048) key.until = now() + kYear;
  }
  return policy;
}

const Check* failedCheck(const VerificationReport& report, const std::string& code) {
  return findFailed(report.signatures.front().checks, code);
}

// What one time stamp is worth by itself.
SubIndication stampOf(const VerificationReport& report, const std::string& kind = "signatureTimeStamp") {
  const auto& stamps = report.signatures.front().timeStamps;
  const auto found = std::ranges::find(stamps, kind, &TimeStampReport::kind);
  BOOST_REQUIRE(found != stamps.end());
  return found->subIndication;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(proofs)

BOOST_AUTO_TEST_CASE(a_stamp_may_name_its_issuers_after_its_signer) {
  auto authority = Services::get().authority("/tsa-names-issuers");
  auto collector = Services::get().collector();
  const std::string t = addSignatureTimeStamp(signedContainer("p256"), authority);
  const auto report = judge(addValidationData(t, Keyring::get().anchors(), collector));
  BOOST_TEST_CONTEXT(toJson(report)) {
    BOOST_TEST(report.passed());
    BOOST_TEST(report.signatures.front().level == SignatureLevel::basicLT);
  }
}

struct WeakStamp {
  const char* authority;
  const char* check;
  bool refusedWhenAdded = false;  // our own upgrade takes no such authority
};

std::ostream& operator<<(std::ostream& out, const WeakStamp& weak) {
  return out << weak.authority;
}

const WeakStamp kWeakStamps[] = {{"/tsa-sha1", "AlgorithmAllowed"},
                                 {"/tsa-md5", "AlgorithmAllowed"},
                                 {"/tsa-1024", "KeySizeAllowed", true},
                                 {"/tsa-old", "AlgorithmAllowed", true}};

BOOST_DATA_TEST_CASE(a_weak_time_stamp_proves_no_time, boost::unit_test::data::make(kWeakStamps), weak) {
  const auto report = judge(stamped(signedContainer("p256"), weak.authority));
  BOOST_TEST_CONTEXT(toJson(report)) {
    BOOST_TEST(stampOf(report) == cryptoConstraintsFailure);
    BOOST_TEST(report.signatures.front().level == SignatureLevel::basicB);
    BOOST_TEST(!report.signatures.front().provedTime.has_value());
    BOOST_TEST(failedCheck(report, std::string{"signatureTimeStamp"} + weak.check) != nullptr);
  }
  const auto archive = judge(archived(basicLT(), weak.authority));
  BOOST_TEST_CONTEXT(toJson(archive)) {
    BOOST_TEST(stampOf(archive, "archiveTimeStamp") == cryptoConstraintsFailure);
    BOOST_TEST(archive.signatures.front().level == SignatureLevel::basicLT);
    BOOST_TEST(failedCheck(archive, std::string{"archiveTimeStamp"} + weak.check) != nullptr);
  }
  // The signature's certificate ends after five years: nothing proves then that the signature is older.
  ValidationPolicy policy;
  for (auto& key : policy.keys) {
    if (key.minBits >= 2048) key.until.reset();
  }
  const auto values = [&] { return withValues(stamped(signedContainer("p256"), weak.authority), "/ocsp"); };
  if (weak.refusedWhenAdded)
    BOOST_CHECK_THROW(values(), SigningError);
  else
    BOOST_TEST(!judge(values(), now() + 6 * kYear, policy).passed());
  const auto evidence = judge(withEvidence(basicLT(), weak.authority));
  BOOST_TEST_CONTEXT(toJson(evidence)) {
    BOOST_TEST(evidence.subIndication == cryptoConstraintsFailure);
    BOOST_TEST(!evidence.evidenceRecords.front().provedTime.has_value());
    BOOST_TEST(findFailed(evidence.evidenceRecords.front().checks, std::string{"evidence"} + weak.check) != nullptr);
  }
}

BOOST_AUTO_TEST_CASE(an_imprint_by_an_algorithm_that_is_not_allowed_is_read_all_the_same) {
  for (const char* name : {"SHA-1", "SHA-224"}) {
    CraftedSignature crafted{stamped(signedContainer("p256"), "/tsa")};
    const std::string value = crafted.between("<ds:SignatureValue", "</ds:SignatureValue>");
    const std::string open = "<xades:EncapsulatedTimeStamp>", close = "</xades:EncapsulatedTimeStamp>";
    UncheckedAuthority authority{"/tsa"};
    for (const bool same : {true, false}) {
      // As it is canonical when it is taken out of its place.
      std::string canonical = value;
      canonical.insert(canonical.find(' '), " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"");
      if (!same) canonical += "x";
      const std::string token = authority.stampValue(method(name), digestWith(method(name), canonical));
      crafted.replace(crafted.between(open, close), open + toBase64(token) + close);
      const auto report = judge(crafted.build());
      BOOST_TEST_CONTEXT(toJson(report)) {
        BOOST_TEST(stampOf(report) == (same ? cryptoConstraintsFailure : hashFailure));
        BOOST_TEST(report.signatures.front().level == SignatureLevel::basicB);
        BOOST_TEST((failedCheck(report, "signatureTimeStampMatches") == nullptr) == same);
        BOOST_TEST(failedCheck(report, "signatureTimeStampAlgorithmAllowed")->params.at("algorithm") == name);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_record_by_an_algorithm_that_is_not_allowed_is_open_not_broken) {
  for (const char* name : {"SHA-1", "SHA-224"}) {
    const std::string content = "content";
    UncheckedAuthority authority{"/tsa"};
    const std::string token = authority.stampValue(method(name), digestWith(method(name), content));
    const EvidenceObject object{"content", content};
    const auto bytes = encodeEvidenceRecord(recordOf({{{{name, {}, token}}, {}}}));
    const auto report = validateEvidence(bytes, {&object, 1}, Keyring::get().anchors(), {}, now() + hours{1});
    BOOST_TEST(report.indication == Indication::indeterminate);
    BOOST_TEST(report.subIndication == cryptoConstraintsFailure);
    const EvidenceObject other{"content", "other"};
    BOOST_TEST(validateEvidence(bytes, {&other, 1}, Keyring::get().anchors(), {}, now() + hours{1}).subIndication ==
               hashFailure);
  }
}

struct WeakAnswer {
  const char* responder;
  const char* list;
  const char* check;
};

std::ostream& operator<<(std::ostream& out, const WeakAnswer& weak) {
  return out << weak.responder << ' ' << weak.list;
}

const WeakAnswer kWeakAnswers[] = {{"/ocsp-512", "/root.crl", "revocationKeySizeAllowed"},
                                   {"/ocsp-1024", "/root.crl", "revocationKeySizeAllowed"},
                                   {"/ocsp-sha1", "/root.crl", "revocationAlgorithmAllowed"},
                                   {"/ocsp-old", "/root.crl", "revocationAlgorithmAllowed"},
                                   {"/ocsp", "/root-sha1.crl", "revocationAlgorithmAllowed"}};

BOOST_DATA_TEST_CASE(a_weak_answer_about_revocation_is_none, boost::unit_test::data::make(kWeakAnswers), weak) {
  const auto report = judge(basicLT("/tsa", weak.responder, weak.list));
  BOOST_TEST_CONTEXT(toJson(report)) {
    BOOST_TEST(report.subIndication == cryptoConstraintsFailure);
    BOOST_TEST(report.signatures.front().level == SignatureLevel::basicT);
    BOOST_TEST(failedCheck(report, weak.check) != nullptr);
  }
}

BOOST_AUTO_TEST_CASE(a_good_answer_beside_a_weak_one_is_enough) {
  CraftedSignature good{basicLT()}, weak{basicLT("/tsa", "/ocsp-1024")};
  const std::string open = "<xades:OCSPValues>";
  const std::string answer = weak.between("<xades:EncapsulatedOCSPValue>", "</xades:EncapsulatedOCSPValue>");
  good.replace(open, open + answer);
  BOOST_TEST(judge(good.build()).passed());
}

BOOST_AUTO_TEST_CASE(an_answer_must_be_proved_older_than_its_responder_s_certificate) {
  const std::string lt = basicLT("/tsa", "/ocsp-brief");
  const auto later = now() + days{310};
  BOOST_TEST(judge(lt).passed());
  const auto report = judge(lt, later);
  BOOST_TEST_CONTEXT(toJson(report)) {
    BOOST_TEST(report.indication == Indication::indeterminate);
    BOOST_TEST(report.subIndication == noPoe);
    BOOST_TEST(report.signatures.front().level == SignatureLevel::basicT);
    BOOST_TEST(failedCheck(report, "revocationProved") != nullptr);
  }
  const auto proved = judge(archived(lt, "/tsa"), later);
  BOOST_TEST_CONTEXT(toJson(proved)) {
    BOOST_TEST(proved.passed());
    BOOST_TEST(proved.signatures.front().level == SignatureLevel::basicLTA);
  }
  BOOST_TEST(judge(withEvidence(lt, "/tsa"), later).passed());
}

BOOST_AUTO_TEST_CASE(an_answer_by_a_revoked_responder_is_none) {
  CraftedSignature crafted{basicLT("/tsa", "/ocsp-revoked")};
  BOOST_TEST(judge(crafted.build()).passed());  // nothing in it says so
  auto& services = Services::get();
  const std::string list = toBase64(services.transport().get(services.url("/issuing.crl")));
  const std::string open = "<xades:CRLValues>";
  crafted.replace(open, open + "<xades:EncapsulatedCRLValue>" + list + "</xades:EncapsulatedCRLValue>");
  const auto report = judge(crafted.build());
  BOOST_TEST_CONTEXT(toJson(report)) {
    BOOST_TEST(report.subIndication == revokedNoPoe);
    BOOST_TEST(failedCheck(report, "responderNotRevoked") != nullptr);
    BOOST_TEST(report.signatures.front().level == SignatureLevel::basicT);
  }
}

BOOST_AUTO_TEST_CASE(an_answer_given_after_a_certificate_ended_says_nothing_of_it) {
  // Authorities may drop what has ended from their lists.
  const auto key = Keyring::get().key("expired");
  const auto used = key->certificate().notBefore() + kYear / 2;
  const auto chain = checkChain(key->certificate(), key->chain(), Keyring::get().anchors(), used).chain;
  BOOST_REQUIRE_EQUAL(chain.size(), 3U);
  UncheckedRevocation source{"/ocsp"};
  const auto data = source.collect(chain, used);
  const ValidationPolicy policy;
  const Existence existence{now(), now()};
  Verdict verdict;
  BOOST_TEST(!RevocationCheck(data, {}, existence, policy, verdict).complete(chain, {used, used, {}}));
  BOOST_TEST(verdict.subIndication() == tryLater);
}

BOOST_AUTO_TEST_CASE(a_stamp_is_not_older_than_what_covers_it) {
  // A signature time stamp that was put behind the archive time stamp is not covered by it.
  CraftedSignature crafted{basicLT()};
  crafted.replace(crafted.between("<xades:SignatureTimeStamp", "</xades:SignatureTimeStamp>"), "");
  const std::string late = stamped(archived(crafted.build(), "/tsa"), "/tsa-brief");
  BOOST_TEST(judge(late).signatures.front().timeProofs.size() == 2U);
  const auto report = judge(late, now() + days{310});
  BOOST_TEST_CONTEXT(toJson(report)) {
    BOOST_TEST(stampOf(report) == outOfBoundsNoPoe);
    BOOST_TEST(report.signatures.front().level == SignatureLevel::basicB);
  }
  const std::string covered = archived(basicLT("/tsa-brief"), "/tsa");
  BOOST_TEST(judge(covered, now() + days{310}).signatures.front().level == SignatureLevel::basicLTA);
}

BOOST_AUTO_TEST_CASE(an_authority_revoked_before_its_stamp_is_proved_proves_nothing) {
  // Who has its key can write any time into a token.
  const std::string lt = basicLT("/tsa-later");
  const auto later = now() + days{3};
  BOOST_TEST(stampOf(judge(lt)) == none);
  const auto report = judge(lt, later);
  BOOST_TEST(stampOf(report) == revokedNoPoe);
  BOOST_TEST(!report.signatures.front().provedTime.has_value());
  BOOST_TEST(stampOf(judge(archived(lt, "/tsa"), later)) == none);
}

BOOST_AUTO_TEST_CASE(a_signature_proved_older_than_its_certificate_is_not_valid) {
  const auto report = judge(stamped(signedContainer("future"), "/tsa"));
  BOOST_TEST_CONTEXT(toJson(report)) {
    BOOST_TEST(report.indication == Indication::totalFailed);
    BOOST_TEST(report.subIndication == notYetValid);
    BOOST_TEST(failedCheck(report, "certificateBegan") != nullptr);
  }
  BOOST_TEST(judge(signedContainer("future")).subIndication == notYetValid);  // it exists now
}

// ------------------------------------------------------------------------------------- algorithms that end

BOOST_AUTO_TEST_CASE(a_policy_without_rsa_passes_nothing_that_rests_on_it) {
  ValidationPolicy policy;
  std::erase_if(policy.keys, [](const auto& key) { return key.type == KeyType::rsa && key.minBits == 2048; });
  const std::string lta = archived(basicLT("/tsa-p256", "/ocsp-p256"), "/tsa-p256");
  BOOST_TEST(judge(lta, now() + hours{1}, policy).passed());
  const auto judged = [&](const std::string& container) { return judge(container, now() + hours{1}, policy); };
  BOOST_TEST(stampOf(judged(archived(basicLT("/tsa-p256", "/ocsp-p256"), "/tsa")), "archiveTimeStamp") ==
             cryptoConstraintsFailure);
  BOOST_TEST(stampOf(judged(archived(basicLT("/tsa", "/ocsp-p256"), "/tsa-p256"))) == cryptoConstraintsFailure);
  BOOST_TEST(judged(archived(basicLT("/tsa-p256", "/ocsp"), "/tsa-p256")).subIndication == cryptoConstraintsFailure);
  BOOST_TEST(judged(signedContainer("rsa2048")).subIndication == cryptoConstraintsFailure);
}

BOOST_AUTO_TEST_CASE(what_has_ended_proves_no_time_unless_something_later_does) {
  const auto later = now() + 2 * kYear;
  const auto policy = shortPolicy();
  const std::string lt = basicLT("/tsa", "/ocsp-p256");
  const auto aged = judge(lt, later, policy);
  BOOST_TEST_CONTEXT(toJson(aged)) {
    BOOST_TEST(aged.signatures.front().level == SignatureLevel::basicB);
    BOOST_TEST(stampOf(aged) == cryptoConstraintsFailureNoPoe);
  }
  BOOST_TEST(judge(basicLT("/tsa-p256", "/ocsp"), later, policy).subIndication == cryptoConstraintsFailureNoPoe);
  for (const auto& proved : {archived(basicLT(), "/tsa-p256"), withEvidence(basicLT(), "/tsa-p256")}) {
    const auto report = judge(proved, later, policy);
    BOOST_TEST_CONTEXT(toJson(report)) BOOST_TEST(report.passed());
  }
}

BOOST_AUTO_TEST_CASE(a_proof_that_has_ended_makes_nothing_worse) {
  const auto later = now() + 2 * kYear;
  const auto policy = shortPolicy();
  const std::string lt = basicLT("/tsa-p256", "/ocsp-p256");
  BOOST_TEST(judge(lt, later, policy).passed());
  const auto archive = judge(archived(lt, "/tsa"), later, policy);
  BOOST_TEST_CONTEXT(toJson(archive)) {
    BOOST_TEST(archive.passed());
    BOOST_TEST(archive.signatures.front().level == SignatureLevel::basicLT);
  }
  const auto evidence = judge(withEvidence(lt, "/tsa"), later, policy);
  BOOST_TEST_CONTEXT(toJson(evidence)) {
    BOOST_TEST(evidence.passed());
    BOOST_TEST(evidence.evidenceRecords.front().subIndication == cryptoConstraintsFailureNoPoe);
    BOOST_TEST(!evidence.signatures.front().evidenceRecord);
  }
  // Of a record only its age is forgiven.
  BOOST_TEST(!judge(withEvidence(lt, "/tsa-sha1"), later, policy).passed());
}

BOOST_AUTO_TEST_CASE(a_certificate_s_own_signature_needs_a_proof_of_age_too) {
  // The issuing authorities' certificates are signed with RSA-3072.
  ValidationPolicy policy;
  for (auto& key : policy.keys) {
    if (key.type == KeyType::rsa) key.until = now() + kYear;
  }
  const auto later = now() + 2 * kYear;
  const auto report = judge(signedContainer("p256"), later, policy);
  BOOST_TEST(report.subIndication == cryptoConstraintsFailureNoPoe);
  BOOST_TEST(failedCheck(report, "certificateKeySizeAllowed") != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
