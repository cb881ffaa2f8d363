#include <array>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "ErrorCode.h"
#include "Keyring.h"
#include "Token.h"
#include "signing/SigningError.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

std::unique_ptr<Pkcs11Key> open(const std::string& member, std::string_view pin = kPinOfToken) {
  auto settings = Token::get().settings(member);
  const auto file = Keyring::get().key(member);
  settings.chain = file->chain();
  if (member == "p256") settings.certificate = file->certificate();
  return Pkcs11Key::open(std::move(settings), Secret{pin});
}

std::string openCode(const Pkcs11Key::Settings& settings, std::string_view pin = kPinOfToken) {
  return codeOf([&] { Pkcs11Key::open(settings, Secret{pin}); });
}

bool verifies(const std::string& container) {
  return Validator{Keyring::get().anchors()}.verify(container, now()).passed();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tokens)

BOOST_AUTO_TEST_CASE(a_token_signs_what_a_file_would) {
  for (const char* member : {"rsa2048", "p256"}) {
    const auto key = open(member);
    BOOST_TEST((key->certificate() == Keyring::get().key(member)->certificate()));
    BOOST_TEST(verifies(signedContainer(sampleFiles(), *key, sampleParameters())));
  }
  // RSA PKCS#1 v1.5 leaves no choice, so the values are the same to the byte.
  const Digest digest = sha256("a digest of the batch");
  const auto fromToken = open("rsa2048")->sign({&digest, 1}),
             fromFile = Keyring::get().key("rsa2048")->sign({&digest, 1});
  BOOST_TEST((fromToken == fromFile));
}

BOOST_AUTO_TEST_CASE(one_login_serves_many_threads) {
  const auto key = open("p256");
  std::array<bool, 4> good{};
  {
    std::vector<std::jthread> threads;
    for (auto& result : good) {
      threads.emplace_back([&] {
        result = true;
        for (int i = 0; i < 10; ++i)
          result = result && verifies(signedContainer(sampleFiles(), *key, sampleParameters()));
      });
    }
  }
  for (const bool result : good) BOOST_TEST(result);
}

BOOST_AUTO_TEST_CASE(a_wrong_pin_is_tried_once_and_reported) {
  BOOST_TEST(codeOf([] { open("p256", "000000"); }) == "keyPinWrong");
  BOOST_TEST(codeOf([] { open("p256", ""); }) == "keyPinWrong");
  BOOST_TEST(codeOf([] { open("p256"); }) == "nothing thrown");
}

// A login counts for the whole process: the token itself would not look at the second PIN.
BOOST_AUTO_TEST_CASE(the_pin_of_a_second_key_in_the_token_is_checked_too) {
  {
    const auto first = open("rsa2048");
    BOOST_TEST(codeOf([] { open("p256", "000000"); }) == "keyPinWrong");
    BOOST_TEST(codeOf([] { open("p256", std::string{kPinOfToken} + "0"); }) == "keyPinWrong");
    const auto second = open("p256");
    BOOST_TEST(verifies(signedContainer(sampleFiles(), *second, sampleParameters())));
    BOOST_TEST(verifies(signedContainer(sampleFiles(), *first, sampleParameters())));
  }
  // Nobody is logged in any more: the token decides again.
  BOOST_TEST(codeOf([] { open("p256", "000000"); }) == "keyPinWrong");
  BOOST_TEST(codeOf([] { open("p256"); }) == "nothing thrown");
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_named) {
  auto settings = Token::get().settings("p256");
  BOOST_TEST(openCode(settings) == "keyCertificateMissing");
  settings.key = "nobody";
  BOOST_TEST(openCode(settings) == "keyMissing");
  settings.key = "";
  BOOST_TEST(openCode(settings) == "keyNotUnique");
  settings.token = "elsewhere";
  BOOST_TEST(openCode(settings) == "keyTokenMissing");
  settings.module = "/nowhere/module.so";
  BOOST_TEST(openCode(settings) == "keyModuleUnusable");
}

BOOST_AUTO_TEST_CASE(a_certificate_of_another_key_is_refused) {
  auto settings = Token::get().settings("rsa2048");
  settings.certificate = Keyring::get().key("rsa3072")->certificate();
  BOOST_TEST(openCode(settings) == "keyDoesNotMatchCertificate");
  settings.certificate = Keyring::get().key("p256")->certificate();
  BOOST_TEST(openCode(settings) == "keyDoesNotMatchCertificate");
}

BOOST_AUTO_TEST_CASE(a_key_that_wants_the_pin_for_every_signature_is_reported) {
  Token::get().addAlwaysAuthenticatingKey();
  auto settings = Token::get().settings("always");
  settings.certificate = Keyring::get().key("p256")->certificate();
  BOOST_TEST(openCode(settings) == "keyAlwaysAuthenticates");
}

BOOST_AUTO_TEST_CASE(a_token_removed_in_mid_batch_ends_the_batch) {
  const auto key = open("rsa2048");
  const Digest digest = sha256("x");
  BOOST_TEST(key->sign({&digest, 1}).size() == 1U);
  Token::get().closeAllSessions();
  BOOST_TEST(codeOf([&] { key->sign({&digest, 1}); }) == "keyTokenRemoved");
  BOOST_TEST(codeOf([&] { key->sign({&digest, 1}); }) == "keyTokenRemoved");  // and no second login comes of itself
}

BOOST_AUTO_TEST_SUITE_END()
