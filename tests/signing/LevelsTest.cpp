#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "CraftedSignature.h"
#include "Keyring.h"
#include "Reports.h"
#include "Services.h"
#include "Upgraded.h"
#include "signing/SigningError.h"
#include "signing/crypto/Base64.h"
#include "signing/time/TimeStampToken.h"
#include "signing/time/TokenCertificates.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

using enum SubIndication;
using std::chrono::hours;

template <class Call>
std::string codeOf(Call&& call) {
  try {
    call();
  } catch (const SigningError& error) {
    for (const char* name : {"reason", "failure"}) {
      const auto param = error.params().find(name);
      if (param != error.params().end()) return error.code() + " " + param->second;
    }
    return error.code();
  }
  return "nothing thrown";
}

VerificationReport judge(const std::string& bytes, std::chrono::sys_seconds at = now() + hours{1},
                         const ValidationPolicy& policy = {}) {
  return Validator{Keyring::get().anchors(), policy}.verify(bytes, at);
}

ValidationPolicy strictPolicy() {
  ValidationPolicy policy;
  policy.revocation = ValidationPolicy::Revocation::required;
  return policy;
}

struct Levels {
  std::string b, t, lt, lta;
};

Levels makeLevels(const std::string& member) {
  auto authority = Services::get().authority();
  auto collector = Services::get().collector();
  Levels made;
  made.b = signedContainer(member);
  made.t = addSignatureTimeStamp(made.b, authority);
  made.lt = addValidationData(made.t, Keyring::get().anchors(), collector);
  made.lta = addArchiveTimeStamp(made.lt, authority);
  return made;
}

const Levels& goodLevels() {
  static const Levels levels = makeLevels("p256");
  return levels;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(levels)

BOOST_AUTO_TEST_CASE(each_level_is_reported_as_what_it_is) {
  const Levels& made = goodLevels();
  const std::pair<const std::string*, SignatureLevel> expected[] = {{&made.b, SignatureLevel::basicB},
                                                                    {&made.t, SignatureLevel::basicT},
                                                                    {&made.lt, SignatureLevel::basicLT},
                                                                    {&made.lta, SignatureLevel::basicLTA}};
  for (const auto& [container, level] : expected) {
    const auto report = judge(*container);
    BOOST_TEST_CONTEXT(toJson(report)) {
      BOOST_TEST(report.passed());
      BOOST_TEST(report.signatures.front().level == level);
      BOOST_TEST(report.signatures.front().provedTime.has_value() == (level != SignatureLevel::basicB));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_proved_time_and_what_proves_it_are_reported) {
  const auto signature = judge(goodLevels().lta).signatures.front();
  BOOST_REQUIRE_EQUAL(signature.timeProofs.size(), 2U);
  BOOST_TEST(signature.timeProofs[0].kind == "archiveTimeStamp");
  BOOST_TEST(signature.timeProofs[1].kind == "signatureTimeStamp");
  BOOST_TEST((signature.provedTime == signature.timeProofs[1].time));
  BOOST_TEST(signature.timeProofs[1].authority.find("Demo time stamps") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_validation_data_satisfies_a_policy_that_wants_it) {
  BOOST_TEST(judge(goodLevels().b, now(), strictPolicy()).subIndication == tryLater);
  BOOST_TEST(judge(goodLevels().t, now() + hours{1}, strictPolicy()).subIndication == tryLater);
  BOOST_TEST(judge(goodLevels().lt, now() + hours{1}, strictPolicy()).subIndication == none);
  BOOST_TEST(judge(goodLevels().lta, now() + hours{1}, strictPolicy()).subIndication == none);
}

BOOST_AUTO_TEST_CASE(a_time_stamp_outlives_the_signer_s_certificate) {
  // The signer's certificate ends after five years, the authority's after eight.
  const auto later = now() + hours{24 * 365 * 6};
  // Its key is RSA-2048, which the standard policy ends before that.
  ValidationPolicy policy;
  for (auto& key : policy.keys) key.until.reset();
  BOOST_TEST(judge(goodLevels().b, later, policy).subIndication == outOfBoundsNoPoe);
  BOOST_TEST(judge(goodLevels().lt, later, policy).subIndication == none);
  BOOST_TEST(judge(goodLevels().lta, later, policy).subIndication == none);
  // Whether the certificate was revoked before it ended can be asked of nobody any more.
  const auto alone = judge(goodLevels().t, later, policy);
  BOOST_TEST(alone.subIndication == outOfBoundsNoPoe);
  BOOST_TEST(findFailed(alone.signatures.front().checks, "notRevokedWhileValid") != nullptr);
  BOOST_TEST(judge(goodLevels().lt, now() + hours{24 * 365 * 9}, policy).subIndication == outOfBoundsNoPoe);
}

BOOST_AUTO_TEST_CASE(an_upgrade_leaves_what_was_signed_as_it_was) {
  const CraftedSignature before{goodLevels().b}, after{goodLevels().lta};
  for (const auto& entry : before.zip.entries) {
    if (entry.name == "META-INF/signatures0.xml") continue;
    BOOST_TEST((CraftedZip{after.zip}.entry(entry.name).content == entry.content));
  }
  for (const char* part : {"SignedInfo", "SignatureValue", "KeyInfo"}) {
    const std::string open = "<ds:" + std::string{part}, close = "</ds:" + std::string{part} + ">";
    BOOST_TEST((before.between(open, close) == after.between(open, close)));
  }
}

BOOST_AUTO_TEST_CASE(an_archive_can_be_stamped_again) {
  auto authority = Services::get().authority();
  const std::string twice = addArchiveTimeStamp(goodLevels().lta, authority);
  const auto report = judge(twice);
  BOOST_TEST(report.passed());
  BOOST_TEST(report.signatures.front().timeProofs.size() == 3U);
}

BOOST_AUTO_TEST_CASE(what_proves_an_archive_stamp_is_kept_before_the_next_one) {
  auto& services = Services::get();
  auto authority = services.authority();
  auto collector = services.collector();
  const auto& anchors = Keyring::get().anchors();
  const LongTermContext context{anchors, anchors, now()};
  const auto add = [&](const std::string& container) {
    return addArchiveValidationData(container, context, collector);
  };
  const std::string kept = add(goodLevels().lta);
  BOOST_TEST(judge(kept).signatures.front().level == SignatureLevel::basicLTA);
  const std::string twice = addArchiveTimeStamp(kept, authority);
  const auto report = judge(twice, now() + hours{1}, strictPolicy());
  BOOST_TEST(report.passed());
  BOOST_TEST(report.signatures.front().level == SignatureLevel::basicLTA);
  BOOST_TEST(report.signatures.front().timeProofs.size() == 3U);
  BOOST_TEST(codeOf([&] { add(kept); }) == "upgradeRefused hasValidationData");
  BOOST_TEST(codeOf([&] { add(goodLevels().lt); }) == "upgradeRefused hasNoTimeStamp");
}

BOOST_AUTO_TEST_CASE(a_revoked_archive_authority_is_noticed_once_it_is_known) {
  auto& services = Services::get();
  auto revoked = services.authority("/tsa-revoked");
  auto authority = services.authority();
  auto collector = services.collector();
  const auto& anchors = Keyring::get().anchors();
  const std::string lta = addArchiveTimeStamp(goodLevels().lt, revoked);
  BOOST_TEST(judge(lta).passed());  // nothing in it says so
  const std::string known = addArchiveValidationData(lta, {anchors, anchors, now()}, collector);
  for (const auto& container : {known, addArchiveTimeStamp(known, authority)}) {
    const auto report = judge(container);
    BOOST_TEST_CONTEXT(toJson(report)) {
      // The signature holds without that stamp (EN 319 102-1, 5.6.3.4), and says so by its level.
      BOOST_TEST(report.signatures.front().timeStamps.back().kind == "signatureTimeStamp");
      const auto& stamp =
          *std::ranges::find(report.signatures.front().timeStamps, revokedNoPoe, &TimeStampReport::subIndication);
      BOOST_TEST(stamp.kind == "archiveTimeStamp");
      BOOST_TEST(findFailed(report.signatures.front().checks, "certificateNotRevoked") != nullptr);
      for (const auto& proof : report.signatures.front().timeProofs) BOOST_TEST(proof.authority != stamp.authority);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_token_says_the_same_without_its_certificates_when_they_are_known) {
  auto authority = Services::get().authority();
  const std::string whole = authority.stamp(sha256("x"));
  const auto split = splitCertificates(whole);
  BOOST_REQUIRE(split.has_value());
  BOOST_TEST(split->certificates.size() == 2U);
  const auto token = TimeStampToken::read(whole);
  BOOST_TEST(token.others.size() == 2U);
  const auto again = TimeStampToken::read(split->token, token.others);
  BOOST_TEST((again.time == token.time && again.imprint == token.imprint && again.authority == token.authority));
  BOOST_TEST(again.others.empty());
  BOOST_TEST(codeOf([&] { TimeStampToken::read(split->token); }) == "timeStampSignatureWrong");
  BOOST_TEST(!splitCertificates(whole + "x").has_value());
}

struct Forgery {
  const char* name;
  const char* check;
  void (*forge)(CraftedSignature&);
};

std::ostream& operator<<(std::ostream& out, const Forgery& forgery) {
  return out << forgery.name;
}

void spoil(CraftedSignature& it, const std::string& after, std::size_t distance) {
  const auto at = it.xml.find(after) + after.size() + distance;
  it.xml[at] = it.xml[at] == 'A' ? 'B' : 'A';
}

const Forgery kForgeries[] = {
    {"another signature's time stamp", "signatureTimeStampMatches",
     [](CraftedSignature& it) {
       auto authority = Services::get().authority();
       const std::string token = toBase64(authority.stamp(sha256("something else")));
       const std::string open = "<xades:EncapsulatedTimeStamp>", close = "</xades:EncapsulatedTimeStamp>";
       it.replace(it.between(open, close), open + token + close);
     }},
    {"a time stamp changed", "signatureTimeStampReads",
     [](CraftedSignature& it) { spoil(it, "<xades:EncapsulatedTimeStamp>", 200); }},
    {"validation data changed after the archive time stamp", "archiveTimeStampMatches",
     [](CraftedSignature& it) { it.replace(it.between("<xades:CRLValues>", "</xades:CRLValues>"), ""); }},
    {"an authority that nobody trusts", "signatureTimeStampAuthorityTrusted",
     [](CraftedSignature& it) {
       const Digest imprint = sha256("x");
       TimeStampAuthority stranger{Services::get().transport(),
                                   {Services::get().url("/tsa-stranger"), {}},
                                   TrustAnchors::fromPem(Keyring::get().read("services/stranger.pem"))};
       const std::string token = toBase64(stranger.stamp(imprint));
       const std::string open = "<xades:EncapsulatedTimeStamp>", close = "</xades:EncapsulatedTimeStamp>";
       it.replace(it.between(open, close), open + token + close);
     }},
};

BOOST_DATA_TEST_CASE(a_forged_proof_of_time_is_reported, boost::unit_test::data::make(kForgeries), forgery) {
  CraftedSignature crafted{goodLevels().lta};
  forgery.forge(crafted);
  const auto report = judge(crafted.build());
  BOOST_TEST_CONTEXT(toJson(report)) {
    BOOST_TEST(findFailed(report.signatures.front().checks, forgery.check) != nullptr);
    BOOST_TEST(report.signatures.front().level != SignatureLevel::basicLTA);
    // Anybody could take it away, so it proves nothing, and the signature is judged without it.
    const auto failed = [](const TimeStampReport& stamp) { return stamp.indication != Indication::totalPassed; };
    BOOST_TEST(std::ranges::any_of(report.signatures.front().timeStamps, failed));
    BOOST_TEST(report.signatures.front().timeProofs.size() < 2U);
    BOOST_TEST(report.passed());
    // What we made ourselves must hold in all its parts.
    const Validator validator{Keyring::get().anchors()};
    BOOST_TEST(!validator.verify(crafted.build(), now() + hours{1}, ContainerProfile::own).passed());
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(time_stamp_authority)

BOOST_AUTO_TEST_CASE(an_answer_to_another_question_is_refused) {
  auto replaying = Services::get().authority("/tsa-replay");
  const Digest imprint = sha256("one");
  BOOST_TEST(codeOf([&] { replaying.stamp(imprint); }) == "nothing thrown");
  BOOST_TEST(codeOf([&] { replaying.stamp(imprint); }) == "timeStampRefused nonce");
}

BOOST_AUTO_TEST_CASE(an_authority_is_held_to_its_anchor_its_policy_and_its_protocol) {
  const auto ask = [](const std::string& path, const std::string& policy = {}) {
    auto authority = Services::get().authority(path, policy);
    return codeOf([&] { authority.stamp(sha256("x")); });
  };
  BOOST_TEST(ask("/tsa", "1.2.3.4.2") == "nothing thrown");
  BOOST_TEST(ask("/tsa", "1.2.3.4.9") ==
             "timeStampRefused rejection, unacceptedPolicy: «Requested policy is not supported.»");
  BOOST_TEST(ask("/tsa-stranger") == "timeStampRefused untrusted");
  BOOST_TEST(ask("/tsa-garbage") == "serviceUnreachable");
  BOOST_TEST(ask("/nowhere") == "serviceUnreachable");
  LoopbackTransport transport{1};
  TimeStampAuthority none{transport, {"http://127.0.0.1:1/", {}}, Keyring::get().anchors()};
  BOOST_TEST(codeOf([&] { none.stamp(sha256("x")); }) == "serviceUnreachable");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(revocation)

BOOST_AUTO_TEST_CASE(a_revoked_signer_is_reported) {
  const auto report = judge(makeLevels("revoked").lt);
  BOOST_TEST(report.subIndication == revokedNoPoe);
  BOOST_TEST(report.signatures.front().level == SignatureLevel::basicT);
}

BOOST_AUTO_TEST_CASE(a_signature_before_the_revocation_is) {
  // Revoked from tomorrow on; the time stamp proves today.
  BOOST_TEST(judge(makeLevels("late").lt, now() + hours{72}).subIndication == none);
}

BOOST_AUTO_TEST_CASE(a_signer_the_responder_does_not_know_is_reported) {
  BOOST_TEST(judge(makeLevels("unlisted").lt).subIndication == tryLater);
}

BOOST_AUTO_TEST_CASE(an_answer_by_who_was_not_appointed_is_refused) {
  auto collector = Services::get().collector("/ocsp-unappointed");
  const auto key = Keyring::get().key("p256");
  const auto chain = checkChain(key->certificate(), key->chain(), Keyring::get().anchors(), now()).chain;
  BOOST_REQUIRE_EQUAL(chain.size(), 3U);
  BOOST_TEST(codeOf([&] { collector.collect(chain, now()); }) == "revocationRefused unusable");
}

BOOST_AUTO_TEST_CASE(a_batch_asks_about_a_certificate_once) {
  auto& services = Services::get();
  const auto asked = [&] { return std::stoi(services.transport().get(services.url("/asked")).substr(2)); };
  auto collector = services.collector();
  const auto key = Keyring::get().key("rsa2048");
  const auto chain = checkChain(key->certificate(), key->chain(), Keyring::get().anchors(), now()).chain;
  collector.collect(chain, now());
  const int before = asked();
  for (int i = 0; i < 5; ++i) BOOST_TEST(collector.collect(chain, now()).ocsp.size() == 1U);
  BOOST_TEST(asked() == before);
}

BOOST_AUTO_TEST_CASE(an_old_answer_does_not_count) {
  ValidationPolicy policy = strictPolicy();
  policy.freshness = std::chrono::seconds{0};
  // Judged without the time stamp's proof: at a time long after the answers were given.
  CraftedSignature crafted{goodLevels().lt};
  crafted.replace(crafted.between("<xades:SignatureTimeStamp", "</xades:SignatureTimeStamp>"), "");
  BOOST_TEST(judge(crafted.build(), now() + hours{24 * 100}, policy).subIndication == tryLater);
}

BOOST_AUTO_TEST_SUITE_END()
