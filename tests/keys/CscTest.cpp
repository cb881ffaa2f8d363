#include <boost/test/unit_test.hpp>
#include <regex>

#include "Material.h"
#include "signing/crypto/Base64.h"
#include "signing/crypto/Secret.h"
#include "signing/keys/SignatureCheck.h"
#include "signing/keys/SigningKey.h"

// Keys at a remote service (CSC API v2), and what may go wrong on the way.
using namespace balalyk;
using namespace balalyk::test;

namespace {

std::unique_ptr<KeyRing> ringOf(const std::string& member, const std::string& credential = {},
                                const std::string& more = {}, std::shared_ptr<PasswordSource> passwords = nullptr) {
  return ringOn(ringWith({Material::get().csc(member, credential, more)}),
                passwords ? passwords : everybodys(kRemotePin), services());
}

std::shared_ptr<signing::SigningKey> keyOf(const std::string& member, const std::string& credential = {},
                                           const std::string& more = {}) {
  Material::get().script("{}");
  return ringOf(member, credential, more)->open(member);
}

std::string openCode(const std::string& credential, const std::string& script = "{}") {
  Material::get().script(script);
  return codeOf([&] { ringOf("M2", credential)->open("M2"); });
}

// "code values": what became of a batch, and how many values came of it.
std::string sign(signing::SigningKey& key, const std::vector<signing::Digest>& batch) {
  try {
    return "signed " + std::to_string(key.sign(batch).size());
  } catch (const signing::PartlySigned& error) {
    return error.code() + " " + std::to_string(error.values().size());
  } catch (const signing::KeyError& error) {
    return error.code() + " 0";
  }
}

std::string signWith(const std::string& script, signing::SigningKey& key, int count) {
  Material::get().script(script);
  return sign(key, digests(count, script));
}

// How often the service signed a digest more than once since the last script.
int signedTwice() {
  std::map<std::string, int> times;
  int twice = 0;
  const auto hashes = Material::get().log()->getArray("signed");
  for (const auto& hash : *hashes) twice += ++times[hash.toString()] > 1;
  return twice;
}

std::size_t signedInAll() {
  return Material::get().log()->getArray("signed")->size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(RemoteService)

BOOST_AUTO_TEST_CASE(a_batch_is_authorised_and_signed_within_the_services_limits) {
  auto& material = Material::get();
  const auto key = keyOf("M1");
  BOOST_TEST((signWith("{}", *key, 10) == "signed 10"));
  BOOST_TEST(material.logged("authorize") == 3);  // 4, 4 and 2 digests
  BOOST_TEST(material.logged("signHash") == 5);   // 3 and 1, 3 and 1, 2
  BOOST_TEST(material.logged("most") == 3);
  BOOST_TEST(material.logged("token") == 0);  // the one that opened it
  BOOST_TEST(signedTwice() == 0);
}

BOOST_AUTO_TEST_CASE(the_algorithm_is_named_as_the_service_offers_it) {
  BOOST_TEST((sign(*keyOf("M2"), digests(2)) == "signed 2"));           // RSA, its digest named beside it
  BOOST_TEST((sign(*keyOf("M2", "named"), digests(2)) == "signed 2"));  // RSA with SHA-256 in one name
  BOOST_TEST(openCode("foreign") == "cscAlgorithmMissing");
}

BOOST_AUTO_TEST_CASE(a_credential_that_cannot_sign_unattended_batches_is_reported) {
  BOOST_TEST(openCode("disabled") == "cscCredentialDisabled");
  BOOST_TEST(openCode("browser") == "cscAuthorisationUnsupported");
  BOOST_TEST(openCode("nobodys") == "cscRefused");
}

BOOST_AUTO_TEST_CASE(a_token_that_ran_out_is_renewed_and_the_call_made_again) {
  const auto key = keyOf("M2");
  BOOST_TEST((signWith(R"({"signHash": ["forgetToken"], "authorize": ["forgetToken"]})", *key, 3) == "signed 3"));
  BOOST_TEST(Material::get().logged("token") == 2);
  BOOST_TEST(signedTwice() == 0);
  BOOST_TEST((signWith(R"({"signHash": ["forgetToken", "forgetToken"]})", *key, 3) == "cscAccessDenied 0"));
}

BOOST_AUTO_TEST_CASE(a_busy_service_is_waited_for_and_given_up_in_the_end) {
  const auto key = keyOf("M2");
  BOOST_TEST((signWith(R"({"authorize": ["busy"], "signHash": ["busy", "busy"]})", *key, 3) == "signed 3"));
  const std::string always = R"(["busy", "busy", "busy", "busy", "busy", "busy"])";
  BOOST_TEST((signWith(R"({"signHash": )" + always + "}", *key, 3) == "cscBusy 0"));
  BOOST_TEST((signWith("{}", *key, 3) == "signed 3"));  // it signed nothing: the key continues
  BOOST_TEST(openCode("M2", R"({"info": ["down", "down"]})") == "nothing thrown");
  BOOST_TEST(openCode("M2", R"({"info": ["down", "down", "down", "down", "down", "down"]})") == "cscUnavailable");
}

// The values of these calls are lost, or may never have been made: nobody can say from here.
BOOST_AUTO_TEST_CASE(a_lost_answer_is_never_asked_for_again_and_ends_the_batch) {
  for (const char* fault : {"lose", "fails", "garbage", "fewer", "silent"}) {
    const auto key = keyOf("M1", {}, R"(, "deadline": 2)");
    BOOST_TEST_CONTEXT(fault) {
      const auto script = R"({"signHash": ["ok", ")" + std::string(fault) + "\"]}";
      BOOST_TEST((signWith(script, *key, 10) == "keyOutcomeUnknown 3"));
      BOOST_TEST(Material::get().logged("signHash") == 2);
      BOOST_TEST(signedInAll() ==
                 4u);  // by the service's own log: 3, whose values are there, and 1, whose value is not
      BOOST_TEST(signedTwice() == 0);
      BOOST_TEST((sign(*key, digests(1)) == "keyOutcomeUnknown 0"));  // until somebody looks
      BOOST_TEST(Material::get().logged("signHash") == 2);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_lost_answer_to_an_authorisation_sends_no_pin_again) {
  for (const char* fault : {"lose", "fails"}) {
    const auto key = keyOf("M2");
    BOOST_TEST((signWith(R"({"authorize": [")" + std::string(fault) + "\"]}", *key, 3) == "cscAuthorisationLost 0"));
    BOOST_TEST(Material::get().logged("authorize") == 1);
    BOOST_TEST(signedInAll() == 0u);
  }
}

BOOST_AUTO_TEST_CASE(a_value_that_does_not_fit_is_not_given_on) {
  for (const char* fault : {"wrong", "otherKey"}) {
    for (const char* member : {"M1", "M2"}) {
      const auto key = keyOf(member);
      BOOST_TEST(
          (signWith(R"({"signHash": ["ok", ")" + std::string(fault) + "\"]}", *key, 4) == "signatureValueWrong 3"));
      BOOST_TEST((sign(*key, digests(1)) == "signatureValueWrong 0"));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_authorisation_that_ran_out_is_renewed_for_what_is_left) {
  const auto key = keyOf("M1");
  BOOST_TEST((signWith(R"({"signHash": ["ok", "expired"]})", *key, 4) == "signed 4"));
  BOOST_TEST(Material::get().logged("authorize") == 2);
  BOOST_TEST(signedTwice() == 0);
  BOOST_TEST((signWith(R"({"signHash": ["expired", "expired"]})", *key, 2) == "cscSadExpired 0"));
}

BOOST_AUTO_TEST_CASE(an_approval_on_the_holders_device_is_waited_for) {
  const auto key = keyOf("M2");
  BOOST_TEST((signWith(R"({"authorize": ["pending"], "authorizeCheck": ["pending", "ok"]})", *key, 2) == "signed 2"));
  BOOST_TEST(Material::get().logged("authorizeCheck") == 2);
}

BOOST_AUTO_TEST_CASE(a_one_time_password_is_asked_for_at_each_authorisation) {
  Material::get().script("{}");
  const auto passwords =
      std::make_shared<Known>(std::map<std::string, std::string>{{"M2", kRemotePin}, {"M2.otp", "111111"}});
  const auto ring = ringOf("M2", "otp", {}, passwords);
  const auto key = ring->open("M2");
  BOOST_TEST(passwords->asked("M2.otp") == 0);
  BOOST_TEST((sign(*key, digests(2)) == "signed 2"));
  BOOST_TEST((sign(*key, digests(2)) == "keyPinWrong 0"));  // it was good for one
  BOOST_TEST(passwords->asked("M2.otp") == 2);
  BOOST_TEST((sign(*key, digests(2)) == "keyPinWrong 0"));
  BOOST_TEST(passwords->asked("M2.otp") == 2);  // and the service is not asked a third time
  const auto without = ringOf("M2", "otp")->open("M2");
  BOOST_TEST((sign(*without, digests(1)) == "keyOneTimePasswordMissing 0"));
}

BOOST_AUTO_TEST_CASE(a_wrong_pin_is_sent_once) {
  Material::get().script("{}");
  const auto ring = ringOf("M2", {}, {}, everybodys("wrong"));
  for (int i = 0; i < 3; ++i) BOOST_TEST(codeOf([&] { ring->open("M2"); }) == "keyPinWrong");
  BOOST_TEST(Material::get().logged("authorize") == 1);
  for (int i = 0; i < 2; ++i) codeOf([&] { ringOf("M2", {}, {}, everybodys("wrong"))->open("M2"); });
  BOOST_TEST(codeOf([&] { ringOf("M2")->open("M2"); }) == "keyPinLocked");
}

BOOST_AUTO_TEST_CASE(a_service_that_is_not_known_or_not_there_is_reported_and_tried_again) {
  auto entry = Material::get().csc("M2");
  const auto code = [&](std::shared_ptr<PasswordSource> secrets) {
    Material::get().script("{}");
    return codeOf([&] { ringOn(ringWith({entry}), everybodys(kRemotePin), std::move(secrets))->open("M2"); });
  };
  BOOST_TEST(code(nullptr) == "cscClientSecretMissing");
  BOOST_TEST(code(everybodys("wrong")) == "cscAccessDenied");
  entry.replace(entry.find(R"("anchors": "anchors.pem", )"), 26, "");
  BOOST_TEST(code(services()) == "httpTlsUntrusted");
  entry = std::regex_replace(entry, std::regex("localhost:[0-9]+"), "localhost:1");
  const auto ring = ringOn(ringWith({entry}), everybodys(kRemotePin), services());
  for (int i = 0; i < 2; ++i) BOOST_TEST(codeOf([&] { ring->open("M2"); }).starts_with("http"));
}

BOOST_AUTO_TEST_SUITE_END()
