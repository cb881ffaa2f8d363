#include <openssl/pkcs12.h>
#include <unistd.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>
#include <type_traits>

#include "ErrorCode.h"
#include "Keyring.h"
#include "signing/Handles.h"
#include "signing/SigningError.h"
#include "signing/crypto/AlgorithmTable.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

std::string read(const std::string& member) {
  return Keyring::get().read(member + ".p12");
}

// A PKCS#12 that holds one person's private key and another's certificate.
std::string mismatched() {
  const std::string password{kPassword};
  const KeyPtr key = Keyring::get().privateKey("p256");
  const auto other = Keyring::get().key("other");
  // PKCS12_create() refuses such a pair, so the certificate goes in as an additional one.
  const X509ViewPtr stack{sk_X509_new_null()};
  sk_X509_push(stack.get(), other->certificate().native());
  const Pkcs12Ptr wrong{PKCS12_create(password.c_str(), nullptr, key.get(), nullptr, stack.get(), 0, 0, 0, 0, 0)};
  unsigned char* der = nullptr;
  const int size = i2d_PKCS12(wrong.get(), &der);
  std::string out{reinterpret_cast<char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(keys)

BOOST_AUTO_TEST_CASE(a_wrong_password_is_distinguished_from_a_broken_file) {
  const auto open = [](const std::string& bytes, std::string_view password) {
    return codeOf([&] { Pkcs12Key::open(std::string_view{bytes}, Secret{password}); });
  };
  BOOST_TEST(open(read("p256"), "wrong") == "keyPasswordWrong");
  BOOST_TEST(open(read("p256"), "") == "keyPasswordWrong");
  BOOST_TEST(open(read("p256").substr(0, 100), kPassword) == "keyFileUnreadable");
  BOOST_TEST(open("", kPassword) == "keyFileUnreadable");
  BOOST_TEST(open("not a key at all", kPassword) == "keyFileUnreadable");
  BOOST_TEST(open(mismatched(), kPassword) == "keyDoesNotMatchCertificate");
  BOOST_TEST(codeOf([] { Pkcs12Key::open(std::filesystem::path{"/nowhere/key.p12"}, Secret{"x"}); }) ==
             "keyFileUnreadable");
}

BOOST_AUTO_TEST_CASE(a_key_knows_its_certificate_and_its_issuer) {
  const auto key = Keyring::get().key("rsa2048");
  BOOST_TEST(key->certificate().commonName() == kName);
  BOOST_TEST(key->certificate().subjectSerialNumber() == "PNOKG-" + std::string{kPin});
  BOOST_TEST(key->certificate().keyBits() == 2048);
  BOOST_TEST(key->certificate().allowsSigning());
  BOOST_REQUIRE_EQUAL(key->chain().size(), 1U);
  BOOST_TEST((key->chain().front() == Certificate::fromPem(Keyring::get().read("intermediate.pem"))));
}

BOOST_AUTO_TEST_CASE(validity_is_checked_at_a_given_time) {
  const auto at = [](const std::string& member) {
    return codeOf([&] { checkValidity(Keyring::get().key(member)->certificate(), now()); });
  };
  BOOST_TEST(at("p256") == "nothing thrown");
  BOOST_TEST(at("expired") == "certificateExpired");
  BOOST_TEST(at("future") == "certificateNotYetValid");
}

BOOST_AUTO_TEST_CASE(one_key_signs_from_many_threads) {
  const auto key = Keyring::get().key("rsa2048");
  const auto* method = findSignatureMethod(uriOf(key->algorithm()));
  std::array<bool, 4> good{};
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < good.size(); ++t) {
      threads.emplace_back([&, t] {
        std::vector<Digest> digests;
        for (int i = 0; i < 20; ++i) digests.push_back(sha256(std::to_string(t) + "/" + std::to_string(i)));
        const auto values = key->sign(digests);
        good[t] = values.size() == digests.size();
        for (int i = 0; i < 20; ++i) {
          good[t] = good[t] &&
                    verifySignature(*method, X509_get0_pubkey(key->certificate().native()),
                                    std::to_string(t) + "/" + std::to_string(i), values[static_cast<std::size_t>(i)]);
        }
      });
    }
  }
  for (const bool thread : good) BOOST_TEST(thread);
}

BOOST_AUTO_TEST_CASE(a_secret_cannot_be_copied_or_printed_and_is_wiped) {
  static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
  static_assert(!std::is_convertible_v<Secret, std::string_view> && !std::is_convertible_v<Secret, std::string>);
  char buffer[] = "1234";
  Secret secret = Secret::takeFrom(buffer, 4);
  BOOST_TEST(std::string_view(buffer, 4) == std::string_view("\0\0\0\0", 4));
  Secret moved = std::move(secret);
  BOOST_TEST(secret.empty());
  BOOST_TEST(moved.reveal() == "1234");
  moved.wipe();
  BOOST_TEST(moved.empty());
}

BOOST_AUTO_TEST_CASE(a_secret_is_the_first_line_of_a_descriptor) {
  const auto through = [](std::string_view text) {
    int ends[2];
    BOOST_REQUIRE_EQUAL(pipe(ends), 0);
    BOOST_REQUIRE_EQUAL(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    close(ends[1]);
    const Secret secret = Secret::fromFileDescriptor(ends[0]);
    close(ends[0]);
    return std::string{secret.reveal()};
  };
  BOOST_TEST(through("сыр\nrest\n") == "сыр");
  BOOST_TEST(through("no end") == "no end");
  BOOST_TEST(through("dos\r\n") == "dos");
  BOOST_TEST(through("") == "");
  BOOST_TEST(codeOf([] { Secret::fromFileDescriptor(-1); }) == "secretUnreadable");
}

BOOST_AUTO_TEST_SUITE_END()
