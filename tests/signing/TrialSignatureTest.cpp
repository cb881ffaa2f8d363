#include "signing/xades/TrialSignature.h"

#include <openssl/pem.h>

#include <boost/test/unit_test.hpp>

#include "Keyring.h"
#include "Reports.h"
#include "signing/crypto/CertificateAccess.h"

// A key is judged before it signs as the validator will judge what it signed.
namespace balalyk::signing::test {
namespace {

KeyPtr privateKeyIn(const std::string& file) {
  const BioPtr pem{BIO_new_file(Keyring::get().file(file).c_str(), "r")};
  KeyPtr key{PEM_read_bio_PrivateKey(pem.get(), nullptr, nullptr, nullptr)};
  BOOST_REQUIRE(key != nullptr);
  return key;
}

struct Extension {
  int nid;
  const char* value;
};

// A certificate for the key of p256 by the demo's issuing authority.
Certificate issued(const std::vector<Extension>& extensions, const char* unknownCritical = nullptr) {
  const auto issuer = Certificate::fromPem(Keyring::get().read("intermediate.pem"));
  const auto issuerKey = privateKeyIn("authority/issuing.key"), key = Keyring::get().privateKey("p256");
  X509Ptr made{X509_new()};
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 4711);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
  X509_set_issuer_name(made.get(), X509_get_subject_name(issuer.native()));
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>("Test"), -1, -1, 0);
  X509_set_pubkey(made.get(), key.get());
  for (const auto& [nid, value] : extensions) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
    BOOST_REQUIRE(extension != nullptr);
    X509_add_ext(made.get(), extension, -1);
    X509_EXTENSION_free(extension);
  }
  if (unknownCritical != nullptr) {
    ASN1_OBJECT* oid = OBJ_txt2obj(unknownCritical, 1);
    ASN1_OCTET_STRING* value = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(value, reinterpret_cast<const unsigned char*>("\x05\x00"), 2);
    X509_EXTENSION* extension = X509_EXTENSION_create_by_OBJ(nullptr, oid, 1, value);
    X509_add_ext(made.get(), extension, -1);
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(value);
    ASN1_OBJECT_free(oid);
  }
  BOOST_REQUIRE(X509_sign(made.get(), issuerKey.get(), EVP_sha256()) > 0);
  return CertificateAccess::adopt(std::move(made));
}

std::vector<Certificate> intermediates() {
  return {Certificate::fromPem(Keyring::get().read("intermediate.pem"))};
}

std::vector<Check> failingChecks(const Certificate& signer, const std::vector<Certificate>& chain,
                                 ValidationPolicy policy = {}) {
  const Validator validator{Keyring::get().anchors(), std::move(policy)};
  return failingChecksOf(validator, signer, chain, now());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trial_signatures)

BOOST_AUTO_TEST_CASE(a_good_certificate_fails_no_check_and_its_signatures_pass) {
  for (const char* member : {"rsa2048", "p384"}) {
    const auto key = Keyring::get().key(member);
    BOOST_TEST(failingChecks(key->certificate(), key->chain()).empty(), member);
  }
  BOOST_TEST(failingChecks(issued({{NID_key_usage, "critical,nonRepudiation"}}), intermediates()).empty());
}

BOOST_AUTO_TEST_CASE(a_certificate_without_its_issuer_names_whose_is_missing) {
  const auto key = Keyring::get().key("p256");
  const auto checks = failingChecks(key->certificate(), {});
  const auto* check = findFailed(checks, "chainTrusted");
  BOOST_REQUIRE(check != nullptr);
  BOOST_TEST(check->params.at("issuer") == "CN=Balalyk demo issuing authority,O=Balalyk demo,C=KG");
}

BOOST_AUTO_TEST_CASE(what_the_certificate_may_not_do_is_found) {
  BOOST_TEST(findFailed(failingChecks(issued({{NID_key_usage, "critical,keyEncipherment"}}), intermediates()),
                        "keyUsageAllowed") != nullptr);
  BOOST_TEST(findFailed(failingChecks(issued({}, "1.2.3.4.5"), intermediates()), "chainTrusted") != nullptr);
  const auto expired = Keyring::get().key("expired");
  BOOST_TEST(findFailed(failingChecks(expired->certificate(), expired->chain()), "chainTrusted") != nullptr);
}

BOOST_AUTO_TEST_CASE(what_the_policy_does_not_allow_is_found) {
  ValidationPolicy longKeys;
  for (auto& key : longKeys.keys)
    if (key.type == KeyType::rsa) key.minBits = 3072;
  const auto key = Keyring::get().key("rsa2048");
  BOOST_TEST(findFailed(failingChecks(key->certificate(), key->chain(), longKeys), "keySizeAllowed") != nullptr);
  ValidationPolicy withoutEcdsa;
  std::erase_if(withoutEcdsa.signatures, [](const auto& algorithm) { return algorithm.name.starts_with("ECDSA"); });
  const auto curve = Keyring::get().key("p256");
  BOOST_TEST(findFailed(failingChecks(curve->certificate(), curve->chain(), withoutEcdsa),
                        "signatureAlgorithmAllowed") != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace balalyk::signing::test
