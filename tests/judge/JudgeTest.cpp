#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "CraftedSignature.h"
#include "JudgeFixture.h"
#include "Services.h"
#include "Upgraded.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/crypto/Base64.h"

using namespace balalyk;
using namespace balalyk::signing;
using namespace balalyk::signing::test;
using balalyk::test::firstReport;
using balalyk::test::judged;

namespace {

const std::string kPdfReference = "<ds:Reference Id=\"S0-R0\" URI=\"protocol.pdf\">";

// A container that was changed after our validator had judged it: whatever that one said, the second must see it.
struct Change {
  const char* name;
  const char* verdict;
  void (*make)(CraftedSignature&);
};

std::ostream& operator<<(std::ostream& out, const Change& change) {
  return out << change.name;
}

void setPdfUri(CraftedSignature& it, const std::string& uri) {
  it.replace("URI=\"protocol.pdf\"", "URI=\"" + uri + "\"");
}

void withTransform(CraftedSignature& it, const std::string& algorithm) {
  it.replace(kPdfReference,
             kPdfReference + "<ds:Transforms><ds:Transform Algorithm=\"" + algorithm + "\"/></ds:Transforms>");
}

// The key's owner signs what the change made of SignedInfo, so that the value holds.
void signAgain(CraftedSignature& it) {
  it.signAgain(*Keyring::get().key("p256"));
}

const Change kChanges[] = {
    {"a file", "refused: digestDiffers", [](auto& it) { it.zip.entry("protocol.pdf").content[20] ^= 1; }},
    {"a file whose checksum is not its own", "refused: notProcessed",
     [](auto& it) { it.zip.entry("protocol.pdf").crc = 1; }},
    {"a property", "refused: digestDiffers", [](auto& it) { it.replace("Бишкек", "Ош"); }},
    {"a digest", "refused: valueDiffers",
     [](auto& it) {
       it.zip.entry("protocol.pdf").content[20] ^= 1;
       const std::string old = it.between("<ds:DigestValue>", "</ds:DigestValue>");
       it.replace(old, "<ds:DigestValue>" + toBase64(bytesOf(sha256(it.zip.entry("protocol.pdf").content))) +
                           "</ds:DigestValue>");
     }},
    {"the value", "refused: valueDiffers", [](auto& it) { it.putValue(std::string(64, '\1')); }},
    {"a file that is gone", "refused: notProcessed", [](auto& it) { it.zip.remove("protocol.pdf"); }},
    {"two files of one name", "refused: containerUnreadable",
     [](auto& it) {
       it.zip.entries.push_back({"protocol.pdf", "another"});
     }},
    {"XML that does not end", "refused: xmlRefused",
     [](auto& it) {
       it.xml.pop_back();
       it.xml.resize(it.xml.size() - 20);
     }},
    {"a DOCTYPE", "refused: xmlRefused",
     [](auto& it) { it.replace("<asic:XAdESSignatures", "<!DOCTYPE x [<!ENTITY e \"\">]><asic:XAdESSignatures"); }},
    {"another element with the properties' identifier", "refused: structureOther",
     [](auto& it) { it.replace("<ds:Object", "<ds:Object xml:id=\"S0-SignedProperties\""); }},
    {"a second element of properties", "refused: structureOther",
     [](auto& it) {
       const auto properties = it.between("<xades:SignedProperties", "</xades:SignedProperties>");
       it.replace(properties, properties + properties);
     }},
    {"the signature twice", "refused: structureOther",
     [](auto& it) {
       const auto signature = it.between("<ds:Signature ", "</ds:Signature>");
       it.replace(signature, signature + signature);
     }},
    {"the signature inside another element", "refused: structureOther",
     [](auto& it) {
       const auto signature = it.between("<ds:Signature ", "</ds:Signature>");
       it.replace(signature, "<wrapped>" + signature + "</wrapped>");
     }},
    {"a file of the disk", "refused: notProcessed",
     [](auto& it) {
       setPdfUri(it, "file:///etc/passwd");
       signAgain(it);
     }},
    {"a path of the disk", "refused: notProcessed",
     [](auto& it) {
       setPdfUri(it, "/etc/passwd");
       signAgain(it);
     }},
    {"an address", "refused: notProcessed",
     [](auto& it) {
       setPdfUri(it, "http://127.0.0.1:1/protocol.pdf");
       signAgain(it);
     }},
    {"the container's own signature file", "refused: notProcessed",
     [](auto& it) {
       setPdfUri(it, "META-INF/signatures0.xml");
       signAgain(it);
     }},
    {"the mimetype", "refused: notProcessed",
     [](auto& it) {
       setPdfUri(it, "mimetype");
       signAgain(it);
     }},
    {"an XSLT transform", "refused: notProcessed",
     [](auto& it) {
       withTransform(it, "http://www.w3.org/TR/1999/REC-xslt-19991116");
       signAgain(it);
     }},
    {"an XPath transform", "refused: notProcessed",
     [](auto& it) {
       withTransform(it, "http://www.w3.org/TR/1999/REC-xpath-19991116");
       signAgain(it);
     }},
    {"a base64 transform", "refused: notProcessed",
     [](auto& it) {
       withTransform(it, "http://www.w3.org/2000/09/xmldsig#base64");
       signAgain(it);
     }},
    {"an enveloped transform", "refused: notProcessed",
     [](auto& it) {
       withTransform(it, "http://www.w3.org/2000/09/xmldsig#enveloped-signature");
       signAgain(it);
     }},
    {"SHA-1", "refused: notProcessed",
     [](auto& it) {
       const auto reference = it.between(kPdfReference, "</ds:Reference>");
       const auto* sha1 = findDigestMethodByName("SHA-1");
       it.replace(reference, kPdfReference + "<ds:DigestMethod Algorithm=\"" + std::string(sha1->uri) +
                                 "\"></ds:DigestMethod><ds:DigestValue>" +
                                 toBase64(digestWith(*sha1, it.zip.entry("protocol.pdf").content)) +
                                 "</ds:DigestValue></ds:Reference>");
       signAgain(it);
     }},
    {"HMAC with the certificate as its key", "refused: notProcessed",
     [](auto& it) { it.replace(std::string(kEcdsaSha256Uri), "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"); }},
    {"a reference more", "refused: referencesOther",
     [](auto& it) {
       const auto reference = it.between(kPdfReference, "</ds:Reference>");
       it.replace(reference, reference + reference);
       signAgain(it);
     }},
    {"a reference less", "refused: referencesOther",
     [](auto& it) {
       it.replace(it.between(kPdfReference, "</ds:Reference>"), "");
       signAgain(it);
     }},
    {"a reference to another file", "refused: referencesOther",
     [](auto& it) {
       it.zip.entries.push_back({"other.pdf", it.zip.entry("protocol.pdf").content});
       setPdfUri(it, "other.pdf");
       signAgain(it);
     }},
    {"the properties not signed", "refused: referencesOther",
     [](auto& it) {
       const auto end = it.xml.find("</ds:SignedInfo>");
       const auto start = it.xml.rfind("<ds:Reference ", end);
       it.xml.erase(start, end - start);
       signAgain(it);
     }},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(second_judge)

BOOST_DATA_TEST_CASE(what_every_kind_of_key_signed_is_accepted,
                     boost::unit_test::data::make({"rsa2048", "rsa3072", "rsa4096", "p256", "p384"}), member) {
  const auto container = signedContainer(member);
  BOOST_TEST_REQUIRE(firstReport(container).passed());
  BOOST_TEST(judged(container) == "accepted");
}

BOOST_AUTO_TEST_CASE(every_level_is_accepted) {
  auto authority = Services::get().authority();
  auto collector = Services::get().collector();
  const auto stamped = addSignatureTimeStamp(signedContainer("p256"), authority);
  const auto longTerm = addValidationData(stamped, Keyring::get().anchors(), collector);
  const auto archived = addArchiveTimeStamp(longTerm, authority);
  for (const auto& container : {stamped, longTerm, archived}) BOOST_TEST(judged(container) == "accepted");
}

BOOST_DATA_TEST_CASE(a_change_is_seen, boost::unit_test::data::make(kChanges), change) {
  const auto container = signedContainer("p256");
  const auto report = firstReport(container);
  CraftedSignature crafted(container);
  change.make(crafted);
  BOOST_TEST(judged(crafted.build(), report) == change.verdict);
}

BOOST_AUTO_TEST_CASE(only_the_certificate_that_the_first_judge_names_counts) {
  const auto container = signedContainer("p256");
  auto report = firstReport(container);
  for (const char* other : {"other", "rsa2048"}) {
    report.signatures.front().signerCertificate = Keyring::get().key(other)->certificate().der();
    BOOST_TEST(judged(container, report).starts_with("refused: "));
  }
  report.signatures.front().signerCertificate = "no certificate";
  BOOST_TEST(judged(container, report) == "refused: certificateUnread");
}

BOOST_AUTO_TEST_CASE(what_it_cannot_do_is_said_and_not_asked) {
  const auto container = signedContainer("rsa2048");
  const auto with = [&](auto change) {
    auto report = firstReport(container);
    change(report, report.signatures.front());
    return judged(container, report);
  };
  BOOST_TEST(with([](auto&, auto& it) { it.algorithm = "RSA-PSS-SHA256"; }) == "notJudged: algorithm RSA-PSS-SHA256");
  BOOST_TEST(with([](auto&, auto& it) {
               it.references.front().algorithms.back() = findDigestMethodByName("SHA3-256")->uri;
             }) == "notJudged: algorithm SHA3-256");
  BOOST_TEST(with([](auto&, auto& it) { it.algorithms.front() = "http://www.w3.org/2006/12/xml-c14n11"; }) ==
             "notJudged: transform http://www.w3.org/2006/12/xml-c14n11");
  BOOST_TEST(with([](auto& report, auto&) { report.format = "XAdES"; }) == "notJudged: form");
  BOOST_TEST(with([](auto&, auto& it) { it.counterSigned = "S0"; }) == "notJudged: form");
  BOOST_TEST(with([](auto&, auto& it) { it.references.front().target = ResolvedReference::Target::enclosed; }) ==
             "notJudged: form");
  BOOST_TEST(with([](auto&, auto& it) { it.references.front().target = ResolvedReference::Target::nothing; }) ==
             "notJudged: notResolved");
}

BOOST_AUTO_TEST_CASE(what_is_not_a_zip_is_refused) {
  const auto container = signedContainer("p256");
  BOOST_TEST(judged(container.substr(0, container.size() / 2), firstReport(container)) ==
             "refused: containerUnreadable");
}

BOOST_AUTO_TEST_CASE(a_report_without_signatures_gets_no_verdict) {
  BOOST_TEST(judged("no container", firstReport("no container")).empty());
}

BOOST_AUTO_TEST_SUITE_END()
