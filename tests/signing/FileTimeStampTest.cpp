#include <boost/test/unit_test.hpp>

#include "CraftedZip.h"
#include "Keyring.h"
#include "Reports.h"
#include "Services.h"
#include "signing/crypto/Base64.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

using enum SubIndication;

const std::string kText = "decided\n";

std::string stampOf(const std::string& bytes) {
  auto authority = Services::get().authority();
  return authority.stamp(sha256(bytes));
}

CraftedZip simple(const std::string& token) {
  CraftedZip zip;
  zip.entries = {{"mimetype", "application/vnd.etsi.asic-s+zip"}, {"a.txt", kText}, {"META-INF/timestamp.tst", token}};
  return zip;
}

std::string manifestOf(const std::vector<std::pair<std::string, std::string>>& files,
                       const std::string& proof = "META-INF/timestamp.tst") {
  std::string xml =
      "<asic:ASiCManifest xmlns:asic=\"http://uri.etsi.org/02918/v1.2.1#\" "
      "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><asic:SigReference URI=\"" +
      proof + "\"/>";
  for (const auto& [name, content] : files) {
    xml += "<asic:DataObjectReference URI=\"" + name +
           "\"><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>" +
           toBase64(bytesOf(sha256(content))) + "</ds:DigestValue></asic:DataObjectReference>";
  }
  return xml + "</asic:ASiCManifest>";
}

CraftedZip extended(const std::string& manifest, const std::string& token) {
  CraftedZip zip;
  zip.entries = {{"mimetype", "application/vnd.etsi.asic-e+zip"},
                 {"a.txt", kText},
                 {"b.txt", "b"},
                 {"META-INF/ASiCManifest.xml", manifest},
                 {"META-INF/timestamp.tst", token}};
  return zip;
}

VerificationReport verifyZip(const CraftedZip& zip) {
  return Validator{Keyring::get().anchors()}.verify(zip.build(), now() + std::chrono::minutes{1});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(file_time_stamps)

BOOST_AUTO_TEST_CASE(a_time_stamp_of_the_one_file_proves_its_time_and_is_not_a_signature) {
  const auto report = verifyZip(simple(stampOf(kText)));
  BOOST_TEST_INFO(toJson(report));
  BOOST_REQUIRE_EQUAL(report.timeStamps.size(), 1U);
  BOOST_TEST(report.timeStamps[0].indication == Indication::totalPassed);
  BOOST_TEST(report.timeStamps[0].provedTime.has_value());
  BOOST_TEST((report.timeStamps[0].files == std::vector<std::string>{"a.txt"}));
  BOOST_TEST(report.indication == Indication::indeterminate);
  BOOST_TEST(findFailed(report.checks, "signaturePresent") != nullptr);
}

BOOST_AUTO_TEST_CASE(a_time_stamp_of_something_else_proves_nothing) {
  const auto other = verifyZip(simple(stampOf("other")));
  BOOST_TEST(other.subIndication == hashFailure);
  BOOST_TEST(!other.timeStamps.at(0).provedTime.has_value());
  BOOST_TEST(verifyZip(simple("no token")).subIndication == formatFailure);
}

BOOST_AUTO_TEST_CASE(a_time_stamp_of_a_manifest_proves_the_time_of_its_files) {
  const std::string manifest = manifestOf({{"a.txt", kText}, {"b.txt", "b"}});
  const auto report = verifyZip(extended(manifest, stampOf(manifest)));
  BOOST_TEST_INFO(toJson(report));
  BOOST_REQUIRE_EQUAL(report.timeStamps.size(), 1U);
  BOOST_TEST(report.timeStamps[0].indication == Indication::totalPassed);
  BOOST_TEST(report.timeStamps[0].files.size() == 2U);

  const std::string changed = manifestOf({{"a.txt", "other"}});
  BOOST_TEST(verifyZip(extended(changed, stampOf(changed))).subIndication == hashFailure);
  const std::string missing = manifestOf({{"c.txt", "c"}});
  BOOST_TEST(verifyZip(extended(missing, stampOf(missing))).timeStamps.at(0).subIndication == signedDataNotFound);
  BOOST_TEST(verifyZip(extended(manifest, stampOf(changed))).subIndication == hashFailure);
  BOOST_TEST(verifyZip(extended("<x/>", stampOf("<x/>"))).subIndication == formatFailure);
  const std::string elsewhere = manifestOf({{"a.txt", kText}}, "META-INF/timestamp2.tst");
  BOOST_TEST(verifyZip(extended(elsewhere, stampOf(elsewhere))).subIndication == formatFailure);
  CraftedZip unnamed = extended(manifest, stampOf(manifest));
  unnamed.remove("META-INF/ASiCManifest.xml");
  BOOST_TEST(verifyZip(unnamed).subIndication == formatFailure);
}

BOOST_AUTO_TEST_CASE(a_signature_is_no_worse_for_a_time_stamp_that_does_not_hold) {
  CraftedZip zip = CraftedZip::from(signedContainer("p256"));
  const std::string manifest = manifestOf({{"protocol.pdf", "other"}});
  zip.entries.push_back({"META-INF/ASiCManifest.xml", manifest});
  zip.entries.push_back({"META-INF/timestamp.tst", stampOf(manifest)});
  const auto report = verifyZip(zip);
  BOOST_TEST(report.passed());
  BOOST_TEST(report.timeStamps.at(0).subIndication == hashFailure);
  const auto own = Validator{Keyring::get().anchors()}.verify(zip.build(), now(), ContainerProfile::own);
  BOOST_TEST(own.subIndication == formatFailure);
}

BOOST_AUTO_TEST_CASE(a_manifest_of_a_signature_that_is_not_read_is_passed_over) {
  const std::string manifest = manifestOf({{"a.txt", kText}}, "META-INF/signature.p7s");
  CraftedZip zip = extended(manifest, "x");
  zip.remove("META-INF/timestamp.tst");
  zip.entries.push_back({"META-INF/signature.p7s", "x"});
  const auto report = verifyZip(zip);
  BOOST_TEST(report.indication == Indication::indeterminate);
  BOOST_TEST(report.timeStamps.empty());
  BOOST_TEST(findFailed(report.checks, "metaFileKnown") != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
