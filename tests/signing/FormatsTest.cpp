#include <openssl/rsa.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "CraftedSignature.h"
#include "Enveloping.h"
#include "Keyring.h"
#include "Reports.h"
#include "signing/Handles.h"
#include "signing/SigningError.h"
#include "signing/container/EntryName.h"
#include "signing/crypto/Base64.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

using enum SubIndication;

const std::string kSignature{kSignatureName};

VerificationReport verifyBytes(const std::string& bytes) {
  return Validator{Keyring::get().anchors()}.verify(bytes, now());
}

// A key that signs as XML-DSig's RSASSA-PSS without parameters has it: MGF1 and a salt of the digest's length.
class PssKey final : public SigningKey {
 public:
  PssKey() : owner_(Keyring::get().key("rsa2048")), key_(Keyring::get().privateKey("rsa2048")) {}
  const Certificate& certificate() const override { return owner_->certificate(); }
  const std::vector<Certificate>& chain() const override { return owner_->chain(); }
  SignatureAlgorithm algorithm() const override { return owner_->algorithm(); }
  std::vector<std::string> sign(std::span<const Digest> digests) override {
    std::vector<std::string> values;
    for (const auto& digest : digests) {
      const KeyContextPtr context{EVP_PKEY_CTX_new(key_.get(), nullptr)};
      EVP_PKEY_sign_init(context.get());
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING);
      EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST);
      EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256());
      std::size_t size = 256;
      std::string value(size, '\0');
      BOOST_REQUIRE_EQUAL(EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(value.data()), &size,
                                        digest.data(), digest.size()),
                          1);
      values.push_back(value);
    }
    return values;
  }

 private:
  std::unique_ptr<Pkcs12Key> owner_;
  KeyPtr key_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(formats)

BOOST_AUTO_TEST_CASE(an_rsa_pss_signature_is_verified) {
  PssKey key;
  CraftedSignature crafted{signedContainer("rsa2048")};
  crafted.replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                  "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1");
  BOOST_TEST(verifyBytes(crafted.build()).subIndication == sigCryptoFailure);
  crafted.signAgain(key);
  const auto report = verifyBytes(crafted.build());
  BOOST_TEST(report.subIndication == none);
  BOOST_TEST(report.signatures.front().algorithm == "RSA-PSS-SHA256");
}

const std::pair<const char*, const char*> kDigests[] = {
    {"http://www.w3.org/2001/04/xmldsig-more#sha384", "SHA384"},
    {"http://www.w3.org/2001/04/xmlenc#sha512", "SHA512"},
    {"http://www.w3.org/2007/05/xmldsig-more#sha3-256", "SHA3-256"},
    {"http://www.w3.org/2007/05/xmldsig-more#sha3-512", "SHA3-512"},
};

BOOST_AUTO_TEST_CASE(other_digests_are_verified) {
  for (const auto& [uri, name] : kDigests) {
    CraftedSignature crafted{signedContainer("p256")};
    const std::string content = crafted.zip.entry("protocol.pdf").content;
    unsigned char digest[EVP_MAX_MD_SIZE];
    std::size_t size = 0;
    BOOST_REQUIRE_EQUAL(EVP_Q_digest(nullptr, name, nullptr, content.data(), content.size(), digest, &size), 1);
    const std::string before = crafted.between("<ds:Reference Id=\"S0-R0\"", "</ds:Reference>");
    std::string after = before;
    after.replace(after.find("http://www.w3.org/2001/04/xmlenc#sha256"), 39, uri);
    const auto value = after.find("<ds:DigestValue>") + 16;
    after.replace(value, after.find('<', value) - value, toBase64({reinterpret_cast<char*>(digest), size}));
    crafted.replace(before, after);
    crafted.signAgain(*Keyring::get().key("p256"));
    BOOST_TEST_INFO(name);
    BOOST_TEST(verifyBytes(crafted.build()).subIndication == none);
  }
}

BOOST_AUTO_TEST_CASE(asic_s_holds_one_signed_file) {
  const auto key = Keyring::get().key("p256");
  const std::vector<DataFile> one{sampleFiles()[0]};
  CraftedZip zip = CraftedZip::from(signedContainer(one, *key, sampleParameters()));
  zip.entry("mimetype").content = kAsicSMediaType;
  zip.remove(std::string{kManifestName});
  zip.entry(kSignature).name = "META-INF/signatures.xml";
  const auto report = verifyBytes(zip.build());
  BOOST_TEST(report.passed());
  BOOST_TEST(report.format == "ASiC-S");

  zip.remove("mimetype");
  const auto withoutType = verifyBytes(zip.build());
  BOOST_TEST(withoutType.passed());
  BOOST_TEST(withoutType.format == "ASiC-S");
  BOOST_REQUIRE(findFailed(withoutType.checks, "containerMimetypePresent") != nullptr);
  BOOST_TEST(findFailed(withoutType.checks, "containerMimetypePresent")->tolerated);

  zip.entries.insert(zip.entries.begin(), {"mimetype", std::string{kAsicSMediaType}});
  zip.entries.push_back({"second.txt", "x"});
  BOOST_TEST(verifyBytes(zip.build()).subIndication == formatFailure);
}

BOOST_AUTO_TEST_CASE(the_one_file_of_asic_s_lies_in_the_root) {
  const auto key = Keyring::get().key("p256");
  std::vector<DataFile> one{sampleFiles()[0]};
  one[0].name = "hello/protocol.pdf";
  CraftedZip zip = CraftedZip::from(signedContainer(one, *key, sampleParameters()));
  BOOST_TEST(verifyBytes(zip.build()).passed());
  zip.entry("mimetype").content = kAsicSMediaType;
  zip.remove(std::string{kManifestName});
  const auto report = verifyBytes(zip.build());
  BOOST_TEST(report.subIndication == formatFailure);
  BOOST_TEST(findFailed(report.checks, "containerFileInRoot") != nullptr);
}

BOOST_AUTO_TEST_CASE(two_signers_of_one_container_are_both_reported) {
  CraftedSignature first{signedContainer("p256")};
  CraftedSignature second{signedContainer("rsa2048")};
  second.replaceAll("\"S0", "\"S1");
  second.replaceAll("#S0", "#S1");
  const std::string open = "<asic:XAdESSignatures xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\">";
  // What was replaced is signed, so it is signed again.
  second.refreshPropertiesDigest();
  second.replace("S1-SignatureValue", "S0-SignatureValue");
  second.signAgain(*Keyring::get().key("rsa2048"));
  second.replace("S0-SignatureValue", "S1-SignatureValue");
  first.replace("</asic:XAdESSignatures>",
                second.between("<ds:Signature ", "</ds:Signature>") + "</asic:XAdESSignatures>");
  const auto report = verifyBytes(first.build());
  BOOST_TEST_INFO(toJson(report));
  BOOST_REQUIRE_EQUAL(report.signatures.size(), 2U);
  BOOST_TEST(report.passed());
  BOOST_TEST(report.signatures[0].id == "S0");
  BOOST_TEST(report.signatures[1].id == "S1");
  BOOST_TEST(report.signatures[1].algorithm == "RSA-SHA256");
}

BOOST_AUTO_TEST_CASE(a_detached_signature_is_verified_with_the_files_beside_it) {
  const CraftedSignature crafted{signedContainer("p256")};
  const Validator validator{Keyring::get().anchors()};
  auto files = sampleFiles();
  BOOST_TEST(validator.verifyDetached(crafted.xml, files, now()).passed());
  BOOST_TEST(validator.verifyDetached(crafted.xml, {}, now()).subIndication == signedDataNotFound);
  BOOST_TEST(validator.verifyDetached(crafted.xml, {files.data(), 1}, now()).subIndication == signedDataNotFound);
  files[0].content += ' ';
  BOOST_TEST(validator.verifyDetached(crafted.xml, files, now()).subIndication == hashFailure);
  files.push_back({"third.txt", "text/plain", ""});
  files[0] = sampleFiles()[0];
  BOOST_TEST(validator.verifyDetached(crafted.xml, files, now()).subIndication == sigConstraintsFailure);
}

BOOST_AUTO_TEST_CASE(what_a_container_holds_is_not_replaced_by_a_file_given_beside_it) {
  const Validator validator{Keyring::get().anchors()};
  const auto files = sampleFiles();
  CraftedZip zip = CraftedZip::from(signedContainer("p256"));
  BOOST_TEST(validator.verifyDetached(zip.build(), files, now()).passed());

  zip.entry(files[0].name).content += "changed";
  const auto report = validator.verifyDetached(zip.build(), files, now());
  BOOST_TEST(report.subIndication == hashFailure);
  BOOST_TEST(findFailed(report.signatures.at(0).checks, "fileUnchanged") != nullptr);

  auto others = files;
  others[0].content += "another";
  const auto beside = validator.verifyDetached(signedContainer("p256"), others, now());
  BOOST_TEST(beside.subIndication == hashFailure);
  BOOST_TEST(findFailed(beside.signatures.at(0).checks, "fileGivenAgrees") != nullptr);
}

BOOST_AUTO_TEST_CASE(an_evidence_record_in_xml_is_not_read_and_not_called_wrong) {
  const auto report = verifyBytes("<EvidenceRecord xmlns=\"urn:ietf:params:xml:ns:ers\" Version=\"1.0\"/>");
  BOOST_TEST(report.indication == Indication::indeterminate);
  BOOST_TEST(report.signatures.at(0).checks.front().params.at("reason") == "evidenceXmlUnsupported");
}

BOOST_AUTO_TEST_CASE(an_enveloping_signature_inside_another_document_does_not_cover_that) {
  const auto key = Keyring::get().key("p256");
  std::string xml = envelopingSignature(sampleFiles()[1], *key, sampleParameters());
  BOOST_TEST(verifyBytes(xml).passed());
  xml = "<contract><price>1</price>" + xml.substr(xml.find("<ds:Signature")) + "</contract>";
  const auto report = verifyBytes(xml);
  BOOST_TEST(report.subIndication == sigConstraintsFailure);
  BOOST_TEST(findFailed(report.signatures.front().checks, "everythingCovered") != nullptr);
}

BOOST_AUTO_TEST_CASE(a_signed_format_that_is_not_read_here_is_left_open_and_named) {
  const std::pair<std::string, std::string> kFormats[] = {
      {"%PDF-1.7\n", "PDF"}, {"\x30\x82\x01\x01\x06\x09", "CMS"}, {"{\"payload\": \"\"}", "JSON"}};
  for (const auto& [bytes, name] : kFormats) {
    const auto report = Validator{Keyring::get().anchors()}.verify(bytes, now());
    BOOST_TEST(toString(report.indication) == "INDETERMINATE");
    const Check* check = findFailed(report.checks, "formatSupported");
    BOOST_REQUIRE(check != nullptr);
    BOOST_TEST(check->params.at("format") == name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
