// fuzz_seeds -- FOLDER: makes the key ring the fuzzers trust and, in one folder for each fuzzer, inputs to start from.
#define BOOST_TEST_MODULE fuzz_seeds
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "CraftedSignature.h"
#include "Enveloping.h"
#include "EvidenceNight.h"
#include "Keyring.h"
#include "Material.h"
#include "Services.h"
#include "Upgraded.h"
#include "connectors/pdf/verifier/ReportFrames.h"
#include "signing/container/EntryName.h"
#include "signing/crypto/Base64.h"
#include "signing/validation/SignatureFacts.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* kSigners[] = {"rsa2048", "p256", "p384"};
std::chrono::sys_seconds signedAt() {
  static const auto time = now();
  return time;
}

class Folder {
 public:
  explicit Folder(fs::path path) : path_(std::move(path)) { fs::create_directories(path_); }
  void write(const std::string& name, const std::string& content) const {
    std::ofstream{path_ / name, std::ios::binary} << content;
  }

 private:
  fs::path path_;
};

std::string pemOf(const std::string& der) {
  return "-----BEGIN CERTIFICATE-----\n" + toBase64(der) + "\n-----END CERTIFICATE-----\n";
}

void writeMaterial(const Folder& folder) {
  const Keyring& ring = Keyring::get();
  std::string signers;
  for (const char* member : kSigners) signers += pemOf(ring.key(member)->certificate().der());
  folder.write("signers.pem", signers);
  folder.write("anchors.pem", ring.read("anchors.pem"));
  folder.write("others.pem", ring.read("intermediate.pem") + ring.read("services/tsa.pem") + ring.read("anchors.pem"));
  folder.write("time", std::to_string(signedAt().time_since_epoch().count()));
}

SignatureParameters parameters() {
  return {.signingTime = signedAt(), .role = std::string{balalyk::fuzz::kRole}, .countryCode = "KG"};
}

struct Levels {
  std::string b, lt, lta;
};

Levels levels(const std::string& member) {
  auto authority = Services::get().authority();
  auto collector = Services::get().collector();
  Levels made;
  made.b = signedContainer(balalyk::fuzz::signedFiles(), *Keyring::get().key(member), parameters());
  made.lt = addValidationData(addSignatureTimeStamp(made.b, authority), Keyring::get().anchors(), collector);
  made.lta = addArchiveTimeStamp(made.lt, authority);
  return made;
}

// The formats of zip that others write.
void writeContainers(const Folder& folder, const std::string& container) {
  folder.write("stored", container);
  CraftedZip zip = CraftedZip::from(container);
  zip.entry("protocol.pdf").deflated = true;
  folder.write("deflated", zip.build());
  zip.entry("protocol.pdf").descriptor = true;
  folder.write("described", zip.build());
  zip.entry("protocol.pdf").localExtra = zip.entry("protocol.pdf").centralExtra = std::string{"UT\5\0\1\0\0\0\0", 9};
  zip.comment = "mimetype=application/vnd.etsi.asic-e+zip";
  folder.write("extra", zip.build());
  zip.comment = "any";
  zip.zip64End = true;
  for (auto& entry : zip.entries) entry.comment = "any";
  zip.entries.push_back({"folder/", ""});
  folder.write("by-others", zip.build());
  CraftedZip simple;
  simple.entries = {
      {"mimetype", "application/vnd.etsi.asic-s+zip"}, {"a.txt", "x"}, {"META-INF/signatures.xml", "<a/>"}};
  folder.write("simple", simple.build());
}

void writeSignatures(const Folder& folder, const std::string& name, const std::string& container) {
  const CraftedSignature signature{container};
  folder.write(name, signature.xml);
  folder.write(name + "-bare", signature.between("<ds:Signature ", "</ds:Signature>"));
}

// What is not signed by anybody here, for its forms: references, transforms and lists as others write them.
void writeForeign(const Folder& folder) {
  CraftedSignature signature{signedContainer("p256")};
  signature.replace("URI=\"protocol.pdf\">",
                    "URI=\"#m\" Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\"><ds:Transforms><ds:Transform "
                    "Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\"><f:XPath "
                    "xmlns:f=\"http://www.w3.org/2002/06/xmldsig-filter2\" "
                    "Filter=\"subtract\">/descendant::ds:Signature</f:XPath></ds:Transform></ds:Transforms>");
  const std::string entry = signature.between("<ds:Reference Id=\"S0-R1\"", "</ds:Reference>");
  signature.replace("</ds:Signature>",
                    "<ds:Object><ds:Manifest Id=\"m\">" + entry + "</ds:Manifest></ds:Object></ds:Signature>");
  signature.replace(entry, entry.substr(0, entry.find("URI=")) + "URI=\"\"" + entry.substr(entry.find(">")));
  folder.write("foreign", "<all>" + signature.between("<ds:Signature ", "</ds:Signature>") + "<x/></all>");
}

void writeTokens(const Folder& folder, const std::string& container) {
  CraftedSignature signature{container};
  const auto document = xml::Document::parse(signature.xml);
  const SignatureFacts facts = extractFacts(document, findSignatures(document).front());
  folder.write("token", facts.signatureTimeStamps.at(0).token);
  folder.write("token-of-archive", facts.archiveTimeStamps.at(0).token);
  folder.write("ocsp", facts.revocation.ocsp.at(0));
  folder.write("crl", facts.revocation.crls.at(0));
  folder.write("certificate", facts.certificates.at(0));
}

// One time stamp over three groups of files, and the same with that time stamp renewed.
void writeRecords(const Folder& folder) {
  const DigestMethod& sha256 = method("SHA-256");
  HashList group;
  for (const auto& file : balalyk::fuzz::signedFiles()) group.push_back(digestWith(sha256, file.content));
  const EvidenceNight night{sha256, {{digestWith(sha256, "a")}, group, {digestWith(sha256, "b")}}};
  const ArchiveTimeStamp first = night.of(1);
  folder.write("once", encodeEvidenceRecord(recordOf({{{first}, {}}})));
  const EvidenceNight renewal{sha256, {{digestWith(sha256, first.timeStamp)}, {digestWith(sha256, "c")}}};
  folder.write("renewed", encodeEvidenceRecord(recordOf({{{first, renewal.of(0)}, {}}})));
}

// An authority's whole answer: kept as it passes by.
class Listener final : public HttpTransport {
 public:
  std::string post(const std::string& url, const std::string& type, std::string_view body) override {
    return heard = Services::get().transport().post(url, type, body);
  }
  std::string get(const std::string& url) override { return heard = Services::get().transport().get(url); }
  std::string heard;
};

}  // namespace

BOOST_AUTO_TEST_CASE(seeds) {
  const auto& suite = boost::unit_test::framework::master_test_suite();
  BOOST_REQUIRE_EQUAL(suite.argc, 2);
  const fs::path root = suite.argv[1];
  static_cast<void>(Services::get());
  writeMaterial(Folder{root / "material"});

  const Folder signatures{root / "signature"}, judged{root / "judges"}, tokens{root / "timestamp"};
  for (const char* member : kSigners) {
    const Levels made = levels(member);
    if (member == std::string_view{"p256"}) {
      writeContainers(Folder{root / "container"}, made.b);
      Folder{root / "material"}.write("container", made.b);
      Folder{root / "container"}.write("long-term", made.lt);
      writeTokens(tokens, made.lta);
      const Validator validator{Keyring::get().anchors()};
      for (const auto& [name, container] : {std::pair("basic", made.b), std::pair("long-term", made.lta)})
        Folder{root / "report"}.write(
            name,
            balalyk::verifier::encodeReport(validator.verify(container, now() + std::chrono::hours{1})).substr(4));
      writeSignatures(signatures, std::string{member} + "-lta", made.lta);
    }
    writeSignatures(signatures, member, made.b);
    judged.write(member, CraftedSignature{made.b}.xml);
    judged.write(std::string{member} + "-lta", CraftedSignature{made.lta}.xml);
  }
  const auto key = Keyring::get().key("p256");
  signatures.write("enveloping", envelopingSignature(balalyk::fuzz::signedFiles().back(), *key, parameters()));
  writeForeign(signatures);

  writeRecords(Folder{root / "evidence"});

  Listener listener;
  TimeStampAuthority{listener, {Services::get().url("/tsa"), {}}, Keyring::get().anchors()}.stamp(sha256("x"));
  tokens.write("answer", listener.heard);
}
