#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "CraftedSignature.h"
#include "Keyring.h"
#include "Reports.h"
#include "signing/crypto/Base64.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

using enum SubIndication;

const std::string kPdfReference = "<ds:Reference Id=\"S0-R0\" URI=\"protocol.pdf\">";

// What others write and takes nothing away. `check` is what is said about it.
struct Tolerated {
  const char* name;
  const char* check;
  SignatureLevel level;
  void (*craft)(CraftedSignature&, SigningKey&);
};

std::ostream& operator<<(std::ostream& out, const Tolerated& it) {
  return out << it.name;
}

using SignatureLevel::basicB;

const std::string kNoUnsigned = "</xades:QualifyingProperties>";

void withUnsigned(CraftedSignature& it, const std::string& property) {
  it.replace(kNoUnsigned, "<xades:UnsignedProperties><xades:UnsignedSignatureProperties>" + property +
                              "</xades:UnsignedSignatureProperties></xades:UnsignedProperties>" + kNoUnsigned);
}

const Tolerated kTolerated[] = {
    {"a bare key beside the certificate", "keyInfoOnlyCertificates", basicB,
     [](CraftedSignature& it, SigningKey&) {
       it.replace("<ds:X509Data>", "<ds:KeyValue><ds:RSAKeyValue></ds:RSAKeyValue></ds:KeyValue><ds:X509Data>");
     }},
    {"the name of a key beside the certificate", "keyInfoOnlyCertificates", basicB,
     [](CraftedSignature& it, SigningKey&) { it.replace("<ds:X509Data>", "<ds:KeyName>x</ds:KeyName><ds:X509Data>"); }},
    {"one more certificate that nobody can read", "certificateReadable", basicB,
     [](CraftedSignature& it, SigningKey&) {
       it.replace("</ds:X509Data>", "<ds:X509Certificate>*</ds:X509Certificate></ds:X509Data>");
     }},
    {"a file signed without its media type", "mediaTypeStated", SignatureLevel::none,
     [](CraftedSignature& it, SigningKey& key) {
       it.replace(it.between("<xades:DataObjectFormat", "</xades:DataObjectFormat>"), "");
       it.refreshPropertiesDigest();
       it.signAgain(key);
     }},
    {"the signer's certificate named as XAdES did before 2016", "signingCertificateV2", basicB,
     [](CraftedSignature& it, SigningKey& key) {
       it.replaceAll("xades:SigningCertificateV2", "xades:SigningCertificate");
       it.replace(
           "</xades:CertDigest>",
           "</xades:CertDigest><xades:IssuerSerial><ds:X509IssuerName xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
           "CN=x</ds:X509IssuerName></xades:IssuerSerial>");
       it.refreshPropertiesDigest();
       it.signAgain(key);
     }},
    {"another issuer and number beside the digest of the certificate", "signingCertificateIssuer", basicB,
     [](CraftedSignature& it, SigningKey& key) {
       it.replace("</xades:CertDigest>", "</xades:CertDigest><xades:IssuerSerialV2>MAA=</xades:IssuerSerialV2>");
       it.refreshPropertiesDigest();
       it.signAgain(key);
     }},
    {"a time stamp that is not base64", "unsignedPropertyReadable", basicB,
     [](CraftedSignature& it, SigningKey&) {
       withUnsigned(it,
                    "<xades:SignatureTimeStamp><xades:EncapsulatedTimeStamp>*</xades:EncapsulatedTimeStamp>"
                    "</xades:SignatureTimeStamp>");
     }},
    {"a time stamp of an unknown canonical form", "unsignedPropertyReadable", basicB,
     [](CraftedSignature& it, SigningKey&) {
       withUnsigned(it,
                    "<xades:SignatureTimeStamp><ds:CanonicalizationMethod Algorithm=\"x\"/>"
                    "<xades:EncapsulatedTimeStamp>AAAA</xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp>");
     }},
    {"a time stamp without its token", "unsignedPropertyReadable", basicB,
     [](CraftedSignature& it, SigningKey&) { withUnsigned(it, "<xades:SignatureTimeStamp/>"); }},
    {"values that are not base64", "unsignedPropertyReadable", basicB,
     [](CraftedSignature& it, SigningKey&) {
       withUnsigned(it,
                    "<xades:CertificateValues><xades:EncapsulatedX509Certificate>*"
                    "</xades:EncapsulatedX509Certificate></xades:CertificateValues>");
     }},
};

const std::string& goodContainer() {
  static const std::string container = signedContainer("p256");
  return container;
}

VerificationReport verifyBytes(const std::string& bytes) {
  return Validator{Keyring::get().anchors()}.verify(bytes, now());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tolerated_signatures)

BOOST_DATA_TEST_CASE(what_others_write_and_harms_nobody_is_noted, boost::unit_test::data::make(kTolerated), it) {
  CraftedSignature crafted{goodContainer()};
  it.craft(crafted, *Keyring::get().key("p256"));
  const VerificationReport report = verifyBytes(crafted.build());
  BOOST_TEST_INFO(toJson(report));
  BOOST_TEST(report.passed());
  BOOST_REQUIRE_EQUAL(report.signatures.size(), 1U);
  BOOST_TEST(report.signatures.front().level == it.level);
  const Check* check = findFailed(report.signatures.front().checks, it.check);
  BOOST_REQUIRE(check != nullptr);
  BOOST_TEST(check->tolerated);

  const auto strict = Validator{Keyring::get().anchors()}.verify(crafted.build(), now(), ContainerProfile::own);
  BOOST_TEST(strict.subIndication == formatFailure);
}

BOOST_AUTO_TEST_CASE(the_property_may_name_issuers_before_the_signer) {
  CraftedSignature crafted{goodContainer()};
  const std::string own = crafted.between("<xades:Cert>", "</xades:Cert>");
  const auto key = Keyring::get().key("p256");
  std::string issuer = own;
  const auto value = issuer.find("DigestValue");
  const auto start = issuer.find('>', value) + 1;
  issuer.replace(start, issuer.find('<', start) - start, toBase64(bytesOf(sha256("a certificate that is not there"))));
  crafted.replace(own, issuer + own);
  crafted.refreshPropertiesDigest();
  crafted.signAgain(*key);
  const auto report = verifyBytes(crafted.build());
  BOOST_TEST(report.passed());
  BOOST_TEST(report.signatures.front().signer->certificateSha256 == toHex(key->certificate().fingerprint()));
}

BOOST_AUTO_TEST_CASE(two_references_to_one_file_count_once) {
  CraftedSignature crafted{goodContainer()};
  const std::string again = "<ds:Reference URI=\"protocol.pdf\">";
  crafted.replace(
      kPdfReference,
      again + crafted.between(kPdfReference, "</ds:Reference>").substr(kPdfReference.size()) + kPdfReference);
  crafted.signAgain(*Keyring::get().key("p256"));
  const auto report = verifyBytes(crafted.build());
  BOOST_TEST(report.passed());
  BOOST_TEST(report.signatures.front().files.size() == 2U);

  crafted.replace(crafted.between("<ds:Reference Id=\"S0-R1\"", "</ds:Reference>"), "");
  crafted.signAgain(*Keyring::get().key("p256"));
  const auto partial = verifyBytes(crafted.build());
  BOOST_TEST(partial.subIndication == sigConstraintsFailure);
  BOOST_TEST(findFailed(partial.signatures.front().checks, "fileCovered") != nullptr);
}

BOOST_AUTO_TEST_CASE(a_signature_crafted_without_a_change_passes) {
  CraftedSignature crafted{goodContainer()};
  crafted.refreshPropertiesDigest();
  crafted.signAgain(*Keyring::get().key("p256"));
  BOOST_TEST(verifyBytes(crafted.build()).passed());
}

BOOST_AUTO_TEST_CASE(a_comment_inside_a_digest_changes_nothing) {
  CraftedSignature crafted{goodContainer()};
  crafted.replace("<ds:DigestValue>", "<ds:DigestValue><!-- -->");
  BOOST_TEST(verifyBytes(crafted.build()).passed());
}

BOOST_AUTO_TEST_SUITE_END()
