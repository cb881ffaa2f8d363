#include <array>
#include <atomic>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "Material.h"
#include "signing/crypto/Secret.h"
#include "signing/keys/SignatureCheck.h"
#include "signing/keys/SigningKey.h"

// What every kind of key ring does alike, wherever it holds the keys.
using namespace balalyk;
using namespace balalyk::test;

namespace {

struct Kind {
  const char* name;
  std::string (*entry)(const std::string& member);
  const char* password;
  const char* refusal;  // of a wrong password
};

std::ostream& operator<<(std::ostream& stream, const Kind& kind) {
  return stream << kind.name;
}

const std::array kKinds{
    Kind{"pkcs12", [](const std::string& member) { return Material::get().pkcs12(member); }, kPassword,
         "keyPasswordWrong"},
    Kind{"pkcs11", [](const std::string& member) { return Material::get().pkcs11(member); }, kTokenPin, "keyPinWrong"},
    Kind{"csc", [](const std::string& member) { return Material::get().csc(member); }, kRemotePin, "keyPinWrong"}};

std::unique_ptr<KeyRing> openRing(const Kind& kind, const std::shared_ptr<Known>& passwords) {
  Material::get().script("{}");
  return ringOn(ringWith({kind.entry("M1"), kind.entry("M2")}), passwords, services());
}

bool allFit(const signing::SigningKey& key, const std::vector<signing::Digest>& digests,
            const std::vector<std::string>& values) {
  bool good = values.size() == digests.size();
  for (std::size_t i = 0; good && i < values.size(); ++i)
    good = signing::signatureFits(key.certificate(), key.algorithm(), digests[i], values[i]);
  return good;
}

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(Problem)

BOOST_AUTO_TEST_SUITE(EveryKind)

BOOST_DATA_TEST_CASE(a_key_is_opened_once_with_its_password_and_kept, boost::unit_test::data::make(kKinds)) {
  const auto passwords = everybodys(sample.password);
  const auto ring = openRing(sample, passwords);
  const std::vector<std::string> members{"M1", "M2"};
  BOOST_TEST(ring->members() == members);
  const auto key = ring->open("M1");
  BOOST_TEST(key->certificate().commonName() == "Асанов Үсөн");
  BOOST_TEST(key->chain().size() == 1u);
  BOOST_TEST((ring->open("M1") == key));
  BOOST_TEST(passwords->asked("M1") == 1);
  BOOST_TEST((ring->open("M2") != key));
}

BOOST_DATA_TEST_CASE(a_batch_gets_a_value_for_each_digest_in_order, boost::unit_test::data::make(kKinds)) {
  const auto ring = openRing(sample, everybodys(sample.password));
  for (const char* member : {"M1", "M2"}) {
    const auto key = ring->open(member);
    const auto batch = digests(9, member);
    BOOST_TEST(allFit(*key, batch, key->sign(batch)), member);
    BOOST_TEST(key->sign({}).empty());
  }
}

BOOST_DATA_TEST_CASE(many_threads_share_a_key, boost::unit_test::data::make(kKinds)) {
  const auto ring = openRing(sample, everybodys(sample.password));
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int n = 0; n < 4; ++n)
      threads.emplace_back([&, n] {
        const auto key = ring->open("M2");
        const auto batch = digests(3, std::to_string(n));
        good += allFit(*key, batch, key->sign(batch));
      });
  }
  BOOST_TEST(good == 4);
}

BOOST_DATA_TEST_CASE(a_wrong_password_is_tried_once_and_never_again, boost::unit_test::data::make(kKinds)) {
  const auto passwords = everybodys("wrong");
  const auto ring = openRing(sample, passwords);
  for (int i = 0; i < 3; ++i) {
    const auto problem = problemOf([&] { ring->open("M1"); });
    BOOST_TEST(problem.code == sample.refusal);
    BOOST_TEST(problem.params.at("member") == "M1");
  }
  BOOST_TEST(passwords->asked("M1") == 1);
  const auto right = openRing(sample, everybodys(sample.password));
  BOOST_TEST(codeOf([&] { right->open("M1"); }) == "nothing thrown");  // and it is not locked
}

BOOST_DATA_TEST_CASE(a_member_without_a_key_or_without_a_password_is_reported, boost::unit_test::data::make(kKinds)) {
  const auto ring = openRing(sample, std::make_shared<Known>(std::map<std::string, std::string>{}));
  BOOST_TEST((problemOf([&] { ring->open("M9"); }) == Problem{"keyMissing", {{"member", "M9"}}}));
  BOOST_TEST((problemOf([&] { ring->open("M1"); }) == Problem{"keyPasswordMissing", {{"member", "M1"}}}));
}

BOOST_DATA_TEST_CASE(a_key_with_another_certificate_than_the_pinned_one_is_refused,
                     boost::unit_test::data::make(kKinds)) {
  Material::get().script("{}");
  auto entry = sample.entry("M1");
  const auto pinned = Material::get().fingerprint("M1");
  entry.replace(entry.find(pinned), pinned.size(), std::string(64, '0'));
  const auto ring = ringOn(ringWith({entry}), everybodys(sample.password), services());
  const auto code = codeOf([&] { ring->open("M1"); });
  // A token without a certificate has none at all then.
  BOOST_TEST(code == (std::string(sample.name) == "pkcs11" ? "keyCertificateMissing" : "certificateUnknown"));
}

BOOST_AUTO_TEST_SUITE_END()
