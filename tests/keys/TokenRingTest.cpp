#include <p11-kit/pkcs11.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "Material.h"
#include "signing/crypto/Secret.h"
#include "signing/keys/SignatureCheck.h"
#include "signing/keys/SigningKey.h"

// Keys in tokens: SoftHSM2 behind a module that fails as devices do.
using namespace balalyk;
using namespace balalyk::test;

namespace {

struct Token {
  FaultyTokenControls& controls = Material::get().token();
  Token() { reset(); }
  ~Token() { reset(); }
  void reset() {
    controls.addedFlags = 0;
    controls.signaturesUntilFailure = -1;
    controls.fault = FaultyTokenControls::Fault::answers;
    controls.initialiseHangs = controls.loginHangs = false;
    controls.logins = controls.sessionsOpened = controls.signatures = controls.hanging = 0;
  }
};

std::unique_ptr<KeyRing> ringOf(const std::string& more = {}, const std::string& pin = kTokenPin) {
  return ringOn(ringWith({Material::get().pkcs11("M2", more)}), everybodys(pin));
}

std::string codeWithFlags(unsigned long flags, const std::string& more = {}) {
  Material::get().token().addedFlags = flags;
  return codeOf([&] { ringOf(more)->open("M2"); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(Tokens)

BOOST_AUTO_TEST_CASE(one_login_serves_the_batch_and_each_thread_has_a_session) {
  const Token token;
  const int before = token.controls.sessionsOpen;
  {
    const auto ring = ringOf();
    const auto key = ring->open("M2");
    {
      std::vector<std::jthread> threads;
      for (int n = 0; n < 4; ++n)
        threads.emplace_back([&] {
          for (int i = 0; i < 10; ++i) key->sign(digests(2));
        });
    }
    BOOST_TEST(token.controls.logins == 1);
    BOOST_TEST(token.controls.sessionsOpened <= 5);  // of the login, and one for each thread at the most
  }
  BOOST_TEST(token.controls.sessionsOpen == before);
}

BOOST_AUTO_TEST_CASE(a_token_pulled_out_in_mid_batch_gives_what_it_signed_and_no_more) {
  for (const auto& [answer, code] : std::map<unsigned long, std::string>{{CKR_DEVICE_REMOVED, "keyTokenRemoved"},
                                                                         {CKR_USER_NOT_LOGGED_IN, "keyTokenRemoved"},
                                                                         {CKR_PIN_LOCKED, "keyPinLocked"},
                                                                         {CKR_FUNCTION_FAILED, "keyOperationFailed"}}) {
    const Token token;
    const auto ring = ringOf();
    const auto key = ring->open("M2");
    token.controls.failure = answer;
    token.controls.signaturesUntilFailure = 3;
    try {
      key->sign(digests(5));
      BOOST_ERROR("it signed");
    } catch (const signing::PartlySigned& error) {
      BOOST_TEST(error.code() == code);
      BOOST_TEST(error.values().size() == 3u);
    }
    BOOST_TEST(codeOf([&] { key->sign(digests(1)); }) == code);
    BOOST_TEST(token.controls.logins == 1);  // no second login comes of itself
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_pin_reaches_the_token_once) {
  const Token token;
  const auto ring = ringOf({}, "000000");
  for (int i = 0; i < 3; ++i) BOOST_TEST(codeOf([&] { ring->open("M2"); }) == "keyPinWrong");
  BOOST_TEST(token.controls.logins == 1);
}

BOOST_AUTO_TEST_CASE(a_wrong_pin_says_when_one_try_is_left) {
  const Token token;
  token.controls.addedFlags = CKF_USER_PIN_COUNT_LOW;
  BOOST_TEST(codeOf([&] { ringOf({}, "000000")->open("M2"); }) == "keyPinWrong");
  token.controls.addedFlags = CKF_USER_PIN_FINAL_TRY;
  const auto ring = ringOf(R"(, "lastTry": "true")", "000000");
  BOOST_TEST(codeOf([&] { ring->open("M2"); }) == "keyPinWrongLastTry");
}

BOOST_AUTO_TEST_CASE(a_locked_token_and_a_last_try_are_left_alone) {
  const Token token;
  BOOST_TEST(codeWithFlags(CKF_USER_PIN_LOCKED) == "keyPinLocked");
  BOOST_TEST(codeWithFlags(CKF_USER_PIN_FINAL_TRY) == "keyPinLastTry");
  BOOST_TEST(token.controls.logins == 0);
  BOOST_TEST(codeWithFlags(CKF_USER_PIN_FINAL_TRY, R"(, "lastTry": "true")") == "nothing thrown");
  BOOST_TEST(codeWithFlags(CKF_USER_PIN_COUNT_LOW) == "nothing thrown");  // one try was wasted, not the last but one
}

BOOST_AUTO_TEST_CASE(a_token_that_is_not_there_yet_is_looked_for_again) {
  const Token token;
  const auto entry = Material::get().pkcs11("M2");
  auto elsewhere = entry;
  elsewhere.replace(elsewhere.find("balalyk-test"), 12, "elsewhere");
  const auto ring = ringOn(ringWith({elsewhere}), everybodys(kTokenPin));
  const Problem missing{"keyTokenMissing", {{"member", "M2"}, {"token", "elsewhere"}}};
  for (int i = 0; i < 2; ++i) BOOST_TEST((problemOf([&] { ring->open("M2"); }) == missing));
  BOOST_TEST(token.controls.logins == 0);
}

BOOST_AUTO_TEST_CASE(a_key_is_found_by_its_id_too) {
  const Token token;
  auto entry = Material::get().pkcs11("M2");
  entry.replace(entry.find(R"("key": "M2")"), 11, R"("keyId": "02")");
  BOOST_TEST(codeOf([&] { ringOn(ringWith({entry}), everybodys(kTokenPin))->open("M2"); }) == "nothing thrown");
  entry.replace(entry.find(R"("keyId": "02")"), 13, R"("keyId": "77")");
  BOOST_TEST(codeOf([&] { ringOn(ringWith({entry}), everybodys(kTokenPin))->open("M2"); }) == "keyMissing");
}

BOOST_AUTO_TEST_CASE(of_several_keys_the_one_of_the_pinned_certificate_signs) {
  const Token token;
  auto any = Material::get().pkcs11("M2");
  any.replace(any.find(R"("key": "M2", )"), 13, "");  // the token has M1's key too
  const auto key = ringOn(ringWith({any}), everybodys(kTokenPin))->open("M2");
  BOOST_TEST(signing::toHex(key->certificate().fingerprint()) == Material::get().fingerprint("M2"));
  const auto batch = digests(1);
  BOOST_TEST(signing::signatureFits(key->certificate(), key->algorithm(), batch[0], key->sign(batch).at(0)));
}

BOOST_AUTO_TEST_SUITE_END()

// A driver may hang or crash in any of its calls. The key's own process is ended; nothing else notices.
BOOST_AUTO_TEST_SUITE(TokensThatHang)

namespace {

using Fault = FaultyTokenControls::Fault;
constexpr std::chrono::milliseconds kSoon{5'000};  // a busy machine must open a token in less

// "code values": what became of a batch.
std::string sign(signing::SigningKey& key, int count) {
  try {
    return "signed " + std::to_string(key.sign(digests(count)).size());
  } catch (const signing::PartlySigned& error) {
    return error.code() + " " + std::to_string(error.values().size());
  } catch (const signing::KeyError& error) {
    return error.code() + " 0";
  }
}

std::unique_ptr<KeyRing> impatientRing(std::chrono::milliseconds rest = std::chrono::hours(1)) {
  return ringOn(ringWith({Material::get().pkcs11("M2")}), everybodys(kTokenPin), nullptr, kSoon, rest);
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_was_signed_before_it_hung_or_crashed_is_given_and_the_batch_stops) {
  for (const auto& [fault, code] :
       std::map<Fault, std::string>{{Fault::hangs, "keyTimedOut"}, {Fault::crashes, "keyModuleDied"}}) {
    const Token token;
    const auto ring = impatientRing();
    const auto key = ring->open("M2");
    token.controls.fault = fault;
    token.controls.signaturesUntilFailure = 3;
    BOOST_TEST(sign(*key, 5) == code + " 3");
    BOOST_TEST(token.controls.signatures == 3);
    BOOST_TEST(sign(*key, 1) == code + " 0");
    // It rests: no second login, no second wait.
    BOOST_TEST(codeOf([&] { ring->open("M2"); }) == code);
    BOOST_TEST(token.controls.logins == 1);
    BOOST_TEST(token.controls.signatures == 3);  // what hung was ended, its value can come no more
  }
}

BOOST_AUTO_TEST_CASE(a_key_that_rested_is_opened_again_and_signs) {
  const Token token;
  const auto ring = impatientRing(std::chrono::milliseconds(0));
  token.controls.fault = Fault::hangs;
  token.controls.signaturesUntilFailure = 0;
  BOOST_TEST(sign(*ring->open("M2"), 1) == "keyTimedOut 0");
  token.controls.signaturesUntilFailure = -1;
  BOOST_TEST(sign(*ring->open("M2"), 2) == "signed 2");
  BOOST_TEST(token.controls.logins == 2);
}

BOOST_AUTO_TEST_CASE(a_pin_that_may_have_been_tried_is_not_tried_again) {
  const Token token;
  const auto ring = impatientRing(std::chrono::milliseconds(0));
  token.controls.loginHangs = true;
  const Problem timedOut{"keyTimedOut", {{"member", "M2"}, {"seconds", "5"}}};
  BOOST_TEST((problemOf([&] { ring->open("M2"); }) == timedOut));
  token.controls.loginHangs = false;
  BOOST_TEST((problemOf([&] { ring->open("M2"); }) == timedOut));
  BOOST_TEST(token.controls.logins == 1);
}

BOOST_AUTO_TEST_CASE(a_module_that_hangs_when_it_is_loaded_is_given_up) {
  const Token token;
  token.controls.initialiseHangs = true;
  BOOST_TEST(codeOf([&] { impatientRing()->open("M2"); }) == "keyTimedOut");
  BOOST_TEST(token.controls.logins == 0);
}

BOOST_AUTO_TEST_CASE(another_key_of_the_same_module_signs_meanwhile) {
  const Token token;
  const auto ring = ringOn(ringWith({Material::get().pkcs11("M1"), Material::get().pkcs11("M2")}),
                           everybodys(kTokenPin), nullptr, std::chrono::seconds(20));
  const auto first = ring->open("M1"), second = ring->open("M2");
  token.controls.fault = Fault::hangs;
  token.controls.signaturesUntilFailure = 0;
  std::atomic<bool> over = false;
  std::jthread hanging([&] {
    sign(*second, 1);
    over = true;
  });
  while (token.controls.hanging == 0) std::this_thread::yield();
  token.controls.signaturesUntilFailure = -1;
  BOOST_TEST(sign(*first, 3) == "signed 3");
  BOOST_TEST(!over);
}

BOOST_AUTO_TEST_SUITE_END()
