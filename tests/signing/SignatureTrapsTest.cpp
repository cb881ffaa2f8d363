#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "CraftedSignature.h"
#include "Keyring.h"
#include "Reports.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/crypto/Base64.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

// One crafted file, one verdict. `check` is the check that must have failed; "reason" is its parameter when there is
// one.
struct Trap {
  const char* name;
  SubIndication verdict;
  const char* check;
  const char* reason;
  void (*craft)(CraftedSignature&, SigningKey&);
};

std::ostream& operator<<(std::ostream& out, const Trap& trap) {
  return out << trap.name;
}

using enum SubIndication;

const char* kPdf = "protocol.pdf";
const char* kSha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
const char* kSha1 = "http://www.w3.org/2000/09/xmldsig#sha1";
const std::string kPdfReference = "<ds:Reference Id=\"S0-R0\" URI=\"protocol.pdf\">";

std::string sha1(std::string_view bytes) {
  return digestWith(*findDigestMethod(kSha1), bytes);
}

std::string ecdsaWithSha1(const std::string& bytes) {
  const KeyPtr key = Keyring::get().privateKey("p256");
  const DigestContextPtr context{EVP_MD_CTX_new()};
  std::string der(80, '\0');
  std::size_t size = der.size();
  BOOST_REQUIRE(EVP_DigestSignInit(context.get(), nullptr, EVP_sha1(), nullptr, key.get()) == 1);
  BOOST_REQUIRE(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(der.data()), &size,
                               reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()) == 1);
  der.resize(size);
  return ecdsaFromDer(der, 256);
}

void withTransform(CraftedSignature& it, const std::string& transform) {
  it.replace(kPdfReference, kPdfReference + "<ds:Transforms>" + transform + "</ds:Transforms>");
}

void setPdfUri(CraftedSignature& it, const std::string& uri) {
  it.replace("URI=\"protocol.pdf\"", "URI=\"" + uri + "\"");
}

const Trap kTraps[] = {
    {"a file changed", hashFailure, "fileUnchanged", "",
     [](CraftedSignature& it, SigningKey&) { it.zip.entry(kPdf).content[5] ^= 1; }},
    {"a file and its digest changed", sigCryptoFailure, "signatureValueMatches", "",
     [](CraftedSignature& it, SigningKey&) {
       it.replace(toBase64(bytesOf(sha256(it.zip.entry(kPdf).content))), toBase64(bytesOf(sha256("other"))));
       it.zip.entry(kPdf).content = "other";
     }},
    {"another role", hashFailure, "propertiesUnchanged", "",
     [](CraftedSignature& it, SigningKey&) { it.replace("Төрага", "Министр"); }},
    {"another signing time", hashFailure, "propertiesUnchanged", "",
     [](CraftedSignature& it, SigningKey&) { it.replace("<xades:SigningTime>20", "<xades:SigningTime>19"); }},
    {"the value of another signature", sigCryptoFailure, "signatureValueMatches", "",
     [](CraftedSignature& it, SigningKey&) {
       CraftedSignature other{it};
       other.replace(kSha256, "http://www.w3.org/2001/04/xmlenc#sha512");
       other.signAgain(*Keyring::get().key("p256"));
       const std::string open = "<ds:SignatureValue", close = "</ds:SignatureValue>";
       it.replace(it.between(open, close), other.between(open, close));
     }},
    {"a value in DER", sigCryptoFailure, "signatureValueMatches", "",
     [](CraftedSignature& it, SigningKey&) {
       const std::string open = "\"S0-SignatureValue\">";
       const std::string text = it.between(open, "<");
       const auto value = *fromBase64(text.substr(open.size(), text.size() - open.size() - 1));
       it.replace(text, open + toBase64(ecdsaToDer(value, 256)) + "<");
     }},
    {"a file left out by the signer", sigConstraintsFailure, "fileCovered", "",
     [](CraftedSignature& it, SigningKey& key) {
       it.replace(it.between("<ds:Reference Id=\"S0-R1\"", "</ds:Reference>"), "");
       it.signAgain(key);
     }},
    {"no signing time", sigConstraintsFailure, "signingTimeStated", "",
     [](CraftedSignature& it, SigningKey& key) {
       it.replace(it.between("<xades:SigningTime>", "</xades:SigningTime>"), "");
       it.refreshPropertiesDigest();
       it.signAgain(key);
     }},
    {"a signing time before the certificate", sigConstraintsFailure, "signingTimeWithinCertificate", "",
     [](CraftedSignature& it, SigningKey& key) {
       it.replace(it.between("<xades:SigningTime>", "</xades:SigningTime>"),
                  "<xades:SigningTime>2001-01-01T00:00:00Z</xades:SigningTime>");
       it.refreshPropertiesDigest();
       it.signAgain(key);
     }},
    {"a digest by SHA-1", cryptoConstraintsFailure, "digestAlgorithmAllowed", "",
     [](CraftedSignature& it, SigningKey& key) {
       const std::string content = it.zip.entry(kPdf).content;
       it.replace(kSha256, kSha1);
       it.replace(toBase64(bytesOf(sha256(content))), toBase64(sha1(content)));
       it.signAgain(key);
     }},
    {"a wrong digest by SHA-1", hashFailure, "fileUnchanged", "",
     [](CraftedSignature& it, SigningKey& key) {
       it.replace(kSha256, kSha1);
       it.signAgain(key);
     }},
    {"the signer's certificate named by SHA-1", cryptoConstraintsFailure, "digestAlgorithmAllowed", "",
     [](CraftedSignature& it, SigningKey& key) {
       std::string named = it.between("<xades:CertDigest>", "</xades:CertDigest>");
       const std::string before = named;
       named.replace(named.find(kSha256), std::string_view{kSha256}.size(), kSha1);
       it.replace(before, named);
       it.replace(toBase64(bytesOf(key.certificate().fingerprint())), toBase64(sha1(key.certificate().der())));
       it.refreshPropertiesDigest();
       it.signAgain(key);
     }},
    {"a signature over SHA-1", cryptoConstraintsFailure, "signatureAlgorithmAllowed", "",
     [](CraftedSignature& it, SigningKey&) {
       it.replace("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                  "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1");
       it.putValue(ecdsaWithSha1(it.between("<ds:SignedInfo", "</ds:SignedInfo>")));
     }},
    {"a signature over SHA-1 that does not match", sigCryptoFailure, "signatureValueMatches", "",
     [](CraftedSignature& it, SigningKey&) {
       it.replace("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                  "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1");
     }},
    {"HMAC", cryptoConstraintsFailure, "signatureAlgorithmAllowed", "",
     [](CraftedSignature& it, SigningKey&) {
       it.replace("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                  "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256");
     }},
    {"an algorithm for another key", sigCryptoFailure, "signatureValueMatches", "",
     [](CraftedSignature& it, SigningKey& key) {
       it.replace("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                  "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
       it.signAgain(key);
     }},
    {"a key to be fetched", noSigningCertificateFound, "signingCertificateFound", "",
     [](CraftedSignature& it, SigningKey&) {
       it.replace(it.between("<ds:X509Data>", "</ds:X509Data>"), "<ds:RetrievalMethod URI=\"http://127.0.0.1/key\"/>");
     }},
    {"no key", noSigningCertificateFound, "signingCertificateFound", "",
     [](CraftedSignature& it, SigningKey&) { it.replace(it.between("<ds:KeyInfo>", "</ds:KeyInfo>"), ""); }},
    {"the certificate of another", noSigningCertificateFound, "signingCertificateFound", "",
     [](CraftedSignature& it, SigningKey&) {
       const auto other = Keyring::get().key("other");
       it.replace(it.between("<ds:X509Certificate>", "<"),
                  "<ds:X509Certificate>" + toBase64(other->certificate().der()) + "<");
       it.signAgain(*other);
     }},
    {"an unreadable certificate", noSigningCertificateFound, "signingCertificateFound", "",
     [](CraftedSignature& it, SigningKey&) {
       it.replace(it.between("<ds:X509Certificate>", "<"), "<ds:X509Certificate>AAAA<");
     }},
    {"no chain to the anchor", noCertificateChainFound, "chainTrusted", "",
     [](CraftedSignature& it, SigningKey&) {
       const auto end = it.xml.find("</ds:X509Certificate>") + 21;
       it.xml.erase(end, it.xml.find("</ds:X509Data>") - end);
     }},
    {"a DOCTYPE", formatFailure, "signatureForm", "xmlDoctype",
     [](CraftedSignature& it, SigningKey&) { it.replace("<asic:", "<!DOCTYPE x><asic:"); }},
    {"entities that multiply", formatFailure, "signatureForm", "xmlDoctype",
     [](CraftedSignature& it, SigningKey&) {
       it.replace("<asic:", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><asic:");
       it.replace("Төрага", "&b;");
     }},
    {"an entity from a file", formatFailure, "signatureForm", "xmlDoctype",
     [](CraftedSignature& it, SigningKey&) {
       it.replace("<asic:", "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><asic:");
       it.replace("Төрага", "&a;");
     }},
    {"an Id twice", formatFailure, "signatureForm", "xmlIdTwice",
     [](CraftedSignature& it, SigningKey&) { it.replace("Id=\"S0-SignatureValue\"", "Id=\"S0-SignedProperties\""); }},
    {"an Id twice but for its case", formatFailure, "signatureForm", "xmlIdTwice",
     [](CraftedSignature& it, SigningKey&) { it.replace("<ds:KeyInfo>", "<ds:KeyInfo ID=\"S0-SignedProperties\">"); }},
    {"wrapped properties: the signed ones aside, forged ones in place", signedDataNotFound, "propertiesSigned", "",
     [](CraftedSignature& it, SigningKey&) {
       const std::string properties = it.between("<xades:SignedProperties", "</xades:SignedProperties>");
       it.replace("<xades:SignedProperties", "<xades:SignedProperties Forged=\"1\"");
       it.replace("Id=\"S0-SignedProperties\"><xades:SignedSig", "Id=\"S0-Forged\"><xades:SignedSig");
       it.replace("<ds:Object>", "<ds:Object>" + properties + "</ds:Object><ds:Object>");
     }},
    {"properties that are not the ones referred to", signedDataNotFound, "propertiesSigned", "",
     [](CraftedSignature& it, SigningKey&) {
       it.replace("Id=\"S0-SignedProperties\"><xades:SignedSig", "Id=\"S0-Forged\"><xades:SignedSig");
     }},
    {"properties of another signature", signedDataNotFound, "propertiesSigned", "",
     [](CraftedSignature& it, SigningKey&) { it.replace("Target=\"#S0\"", "Target=\"#S1\""); }},
    {"properties that nothing refers to", signedDataNotFound, "propertiesSigned", "",
     [](CraftedSignature& it, SigningKey& key) {
       it.replace(it.between("<ds:Reference Type=", "</ds:Reference>"), "");
       it.signAgain(key);
     }},
    {"two sets of properties", formatFailure, "signatureForm", "signatureElementTwice",
     [](CraftedSignature& it, SigningKey&) {
       std::string object = it.between("<ds:Object>", "</ds:Object>");
       const std::string id = "Id=\"S0-SignedProperties\"";
       object.replace(object.find(id), id.size(), "Id=\"S0-Second\"");
       it.replace("</ds:Signature>", object + "</ds:Signature>");
     }},
    {"a signature inside an object", sigConstraintsFailure, "everythingCovered", "",
     [](CraftedSignature& it, SigningKey&) {
       it.replace("</ds:Signature>", "<ds:Object><ds:Signature/></ds:Object></ds:Signature>");
     }},
    {"a reference over the network", signedDataNotFound, "fileFound", "",
     [](CraftedSignature& it, SigningKey& key) {
       setPdfUri(it, "http://127.0.0.1/protocol.pdf");
       it.signAgain(key);
     }},
    {"a reference to the system's files", signedDataNotFound, "fileFound", "",
     [](CraftedSignature& it, SigningKey& key) {
       setPdfUri(it, "file:///etc/hostname");
       it.signAgain(key);
     }},
    {"a reference upwards", signedDataNotFound, "fileFound", "",
     [](CraftedSignature& it, SigningKey& key) {
       setPdfUri(it, "..%2F..%2Fetc/hostname");
       it.signAgain(key);
     }},
    {"a reference into META-INF", signedDataNotFound, "fileFound", "",
     [](CraftedSignature& it, SigningKey& key) {
       setPdfUri(it, "META-INF/manifest.xml");
       it.signAgain(key);
     }},
    {"a reference within the signature", signedDataNotFound, "fileFound", "",
     [](CraftedSignature& it, SigningKey& key) {
       setPdfUri(it, "#S0-SignatureValue");
       it.signAgain(key);
     }},
    {"a reference to everything", signedDataNotFound, "fileFound", "",
     [](CraftedSignature& it, SigningKey& key) {
       setPdfUri(it, "");
       it.signAgain(key);
     }},
    {"an object that nobody signed", sigConstraintsFailure, "everythingCovered", "",
     [](CraftedSignature& it, SigningKey&) {
       it.replace("</ds:Signature>", "<ds:Object>aside</ds:Object></ds:Signature>");
     }},
    {"a reference to nothing", signedDataNotFound, "fileFound", "",
     [](CraftedSignature& it, SigningKey& key) {
       it.replace(" URI=\"protocol.pdf\"", "");
       it.signAgain(key);
     }},
    {"a file said to be a ds:Manifest, whose own references would have to be checked", generic, "manifestSupported", "",
     [](CraftedSignature& it, SigningKey& key) {
       it.replace("<ds:Reference Id=\"S0-R0\"",
                  "<ds:Reference Id=\"S0-R0\" Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\"");
       it.signAgain(key);
     }},
    {"an XPath transform", generic, "transformSupported", "",
     [](CraftedSignature& it, SigningKey& key) {
       withTransform(it,
                     "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>1</ds:XPath>"
                     "</ds:Transform>");
       it.signAgain(key);
     }},
    {"an XPath transform of a file that was changed too", hashFailure, "fileUnchanged", "",
     [](CraftedSignature& it, SigningKey& key) {
       withTransform(it,
                     "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>1</ds:XPath>"
                     "</ds:Transform>");
       it.signAgain(key);
       it.zip.entry("жазуу 1.xml").content += ' ';
     }},
    {"an XSLT transform of the properties", generic, "transformSupported", "",
     [](CraftedSignature& it, SigningKey&) {
       it.replace("<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">",
                  "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\">");
     }},
    {"a transform of a file", generic, "fileNotTransformed", "",
     [](CraftedSignature& it, SigningKey& key) {
       withTransform(it, "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#base64\"></ds:Transform>");
       it.signAgain(key);
     }},
    {"a canonical form that nobody knows", generic, "canonicalisationSupported", "",
     [](CraftedSignature& it, SigningKey&) {
       it.replace("Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"",
                  "Algorithm=\"http://www.w3.org/2010/xml-c14n2\"");
     }},
    {"parameters of the signature's algorithm", generic, "signatureParametersSupported", "",
     [](CraftedSignature& it, SigningKey& key) {
       it.replace("#ecdsa-sha256\"></ds:SignatureMethod>", "#ecdsa-sha256\"><x></x></ds:SignatureMethod>");
       it.signAgain(key);
     }},
    {"properties of an older XAdES", generic, "propertiesSupported", "",
     [](CraftedSignature& it, SigningKey&) {
       it.replaceAll("http://uri.etsi.org/01903/v1.3.2#", "http://uri.etsi.org/01903/v1.1.1#");
     }},
    {"elements in another order", formatFailure, "signatureForm", "signatureElementRefused",
     [](CraftedSignature& it, SigningKey&) {
       const std::string keyInfo = it.between("<ds:KeyInfo>", "</ds:KeyInfo>");
       it.replace(keyInfo, "");
       it.replace("</ds:Signature>", keyInfo + "</ds:Signature>");
     }},
    {"a namespace without a scheme, in what is not signed", generic, "signatureSupported", "xmlNamespaceRelative",
     [](CraftedSignature& it, SigningKey&) { it.replace("<ds:KeyInfo>", "<ds:KeyInfo xmlns:x=\"relative\">"); }},
    {"elements without end", generic, "signatureSupported", "xmlTooDeep",
     [](CraftedSignature& it, SigningKey&) {
       std::string open, close;
       for (int i = 0; i < 100; ++i) {
         open += "<a>";
         close += "</a>";
       }
       it.replace("<ds:KeyInfo>", "<ds:KeyInfo>" + open + close);
     }},
    {"elements by the hundred thousand", generic, "signatureSupported", "xmlTooLarge",
     [](CraftedSignature& it, SigningKey&) {
       std::string many;
       for (int i = 0; i < 200'000; ++i) many += "<a/>";
       it.replace("<ds:KeyInfo>", "<ds:KeyInfo>" + many);
     }},
    {"attributes by the thousand, each to be compared with all others", generic, "signatureSupported", "xmlTooLarge",
     [](CraftedSignature& it, SigningKey&) {
       std::string many = "<ds:KeyInfo";
       for (int i = 0; i < 100'000; ++i) many += " a" + std::to_string(i) + "=\"\"";
       it.replace("<ds:KeyInfo", many);
     }},
    {"namespaces by the hundred, each to be searched for every name", generic, "signatureSupported", "xmlTooLarge",
     [](CraftedSignature& it, SigningKey&) {
       std::string many = "<ds:KeyInfo";
       for (int i = 0; i < 300; ++i) many += " xmlns:a" + std::to_string(i) + "=\"a\"";
       it.replace("<ds:KeyInfo", many);
     }},
    {"objects by the thousand", generic, "signatureSupported", "signatureBeyondLimits",
     [](CraftedSignature& it, SigningKey&) {
       std::string many;
       for (int i = 0; i < 1001; ++i) many += "<ds:Object/>";
       it.replace("</ds:Signature>", many + "</ds:Signature>");
     }},
    {"a file in UTF-16", generic, "signatureSupported", "xmlEncodingUnsupported",
     [](CraftedSignature& it, SigningKey&) {
       std::string wide = "\xff\xfe";
       for (const char c : it.xml) wide += {c, '\0'};
       it.xml = wide;
     }},
    {"a file that says it is in another encoding, where other characters are brackets", generic, "signatureSupported",
     "xmlEncodingUnsupported",
     [](CraftedSignature& it, SigningKey&) { it.xml = "<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADw-a/+AD4-"; }},
    {"a key by its name alone", noSigningCertificateFound, "signingCertificateFound", "",
     [](CraftedSignature& it, SigningKey&) {
       it.replace(it.between("<ds:X509Data>", "</ds:X509Data>"), "<ds:KeyName>Төрага</ds:KeyName>");
     }},
    {"a file too large for a signature", generic, "signatureSupported", "xmlTooLarge",
     [](CraftedSignature& it, SigningKey&) { it.xml += std::string(std::size_t{5} << 20, '\n'); }},
    {"a signature that is no XML", formatFailure, "signatureForm", "xmlNotWellFormed",
     [](CraftedSignature& it, SigningKey&) { it.xml = "signed, honestly"; }},
    {"an XML file without a signature", formatFailure, "signatureForm", "signatureMissing",
     [](CraftedSignature& it, SigningKey&) { it.xml = "<a/>"; }},
    {"a digest that is not base64", formatFailure, "signatureForm", "signatureTextRefused",
     [](CraftedSignature& it, SigningKey&) { it.replace("<ds:DigestValue>", "<ds:DigestValue>*"); }},
};

const std::string& goodContainer() {
  static const std::string container = signedContainer("p256");
  return container;
}

VerificationReport verifyBytes(const std::string& bytes) {
  return Validator{Keyring::get().anchors()}.verify(bytes, now());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(signature_traps)

BOOST_DATA_TEST_CASE(a_crafted_signature_gets_its_verdict, boost::unit_test::data::make(kTraps), trap) {
  CraftedSignature crafted{goodContainer()};
  trap.craft(crafted, *Keyring::get().key("p256"));
  const VerificationReport report = verifyBytes(crafted.build());
  BOOST_TEST_INFO(toJson(report));
  BOOST_TEST(toString(report.subIndication) == toString(trap.verdict));
  BOOST_TEST(!report.passed());
  BOOST_REQUIRE_EQUAL(report.signatures.size(), 1U);
  const Check* failed = findFailed(report.signatures.front().checks, trap.check);
  BOOST_REQUIRE(failed != nullptr);
  if (*trap.reason != '\0') BOOST_TEST(failed->params.at("reason") == trap.reason);
}

BOOST_AUTO_TEST_SUITE_END()
