#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "CraftedSignature.h"
#include "EvidenceNight.h"
#include "Keyring.h"
#include "Reports.h"
#include "Services.h"
#include "Upgraded.h"
#include "signing/container/AsicPackage.h"
#include "signing/crypto/Base64.h"
#include "signing/evidence/EvidenceContainer.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

using enum SubIndication;
using std::chrono::hours;

constexpr std::size_t kLeaf = 1;
constexpr hours kYear{24 * 365};

VerificationReport judge(const std::string& container, std::chrono::sys_seconds at = now() + hours{1},
                         const ValidationPolicy& policy = {}) {
  return Validator{Keyring::get().anchors(), policy}.verify(container, at);
}

std::string container() {
  return signedContainers()[kLeaf];
}

std::string withRecord(const EvidenceRecord& record) {
  return addEvidenceRecord(container(), encodeEvidenceRecord(record));
}

// Time-stamp renewal: the new one covers the old tokens of three records.
EvidenceRecord renewed() {
  EvidenceRecord record = firstRecord(kLeaf);
  const auto& old = record.chains.back().timeStamps.back();
  const EvidenceNight night{method("SHA-256"),
                            {{digestWith(method("SHA-256"), "another token")},
                             {digestWith(method("SHA-256"), old.timeStamp)},
                             {digestWith(method("SHA-256"), "a third token")}}};
  record.chains.back().timeStamps.push_back(night.of(1));
  return record;
}

EvidenceRecord rehashed(const EvidenceRecord& before) {
  std::vector<HashList> groups{{digestWith(method("SHA-512"), "another document")},
                               renewedHashes(container(), method("SHA-512"), before.chains)};
  const EvidenceNight night{method("SHA-512"), groups};
  auto chains = before.chains;
  chains.push_back({{night.of(1)}, {}});
  return recordOf(std::move(chains));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(evidence_records)

BOOST_AUTO_TEST_CASE(a_record_is_read_as_it_was_written) {
  const std::string der = encodeEvidenceRecord(rehashed(renewed()));
  const EvidenceRecord read = parseEvidenceRecord(der);
  BOOST_TEST((encodeEvidenceRecord(read) == der));
  BOOST_REQUIRE_EQUAL(read.chains.size(), 2U);
  BOOST_TEST(read.chains[0].timeStamps.size() == 2U);
  BOOST_TEST(read.chains[1].timeStamps[0].digestAlgorithm == "SHA-512");
}

BOOST_AUTO_TEST_CASE(each_document_of_a_night_has_its_proof_from_one_token) {
  for (std::size_t leaf = 0; leaf < signedContainers().size(); ++leaf) {
    const auto report = judge(addEvidenceRecord(signedContainers()[leaf], encodeEvidenceRecord(firstRecord(leaf))));
    BOOST_TEST_CONTEXT(toJson(report)) {
      BOOST_TEST(report.passed());
      BOOST_REQUIRE_EQUAL(report.evidenceRecords.size(), 1U);
      const auto& evidence = report.evidenceRecords.front();
      BOOST_TEST(evidence.files.size() == 4U);
      BOOST_TEST(evidence.provedTime.has_value());
      BOOST_TEST(report.signatures.front().evidenceRecord);
      BOOST_TEST((report.signatures.front().provedTime == evidence.provedTime));
      BOOST_TEST(report.signatures.front().timeProofs.front().kind == "evidenceRecord");
    }
  }
}

BOOST_AUTO_TEST_CASE(evidence_outlives_the_signer_s_certificate) {
  // It ends after five years, the authority's after eight; RSA-2048 shall not end by policy before that.
  ValidationPolicy policy;
  for (auto& key : policy.keys) key.until.reset();
  auto authority = Services::get().authority();
  auto collector = Services::get().collector();
  const std::string stamped = addSignatureTimeStamp(container(), authority);
  const std::string whole = addValidationData(stamped, Keyring::get().anchors(), collector);
  const EvidenceNight night{method("SHA-256"), {evidenceHashes(whole, method("SHA-256"))}};
  const std::string proved = addEvidenceRecord(whole, encodeEvidenceRecord(recordOf({{{night.of(0)}, {}}})));
  BOOST_TEST(judge(proved, now() + 6 * kYear, policy).subIndication == none);
  BOOST_TEST(judge(proved, now() + 9 * kYear, policy).subIndication == outOfBoundsNoPoe);
  // The time alone is not enough: whether the certificate was revoked before it ended can be asked of nobody any more.
  BOOST_TEST(judge(container(), now() + 6 * kYear, policy).subIndication == outOfBoundsNoPoe);
  const auto alone = judge(withRecord(firstRecord()), now() + 6 * kYear, policy);
  BOOST_TEST(alone.subIndication == outOfBoundsNoPoe);
  BOOST_TEST(findFailed(alone.signatures.front().checks, "notRevokedWhileValid") != nullptr);
  BOOST_TEST(judge(withRecord(firstRecord()), now() + 4 * kYear, policy).subIndication == none);
}

BOOST_AUTO_TEST_CASE(a_manifest_is_written_in_the_algorithm_of_its_record) {
  const EvidenceNight night{method("SHA-512"), {evidenceHashes(container(), method("SHA-512"))}};
  BOOST_TEST(judge(withRecord(recordOf({{{night.of(0)}, {}}}))).passed());
}

BOOST_AUTO_TEST_CASE(evidence_outlives_the_algorithms) {
  ValidationPolicy policy;
  for (auto& signature : policy.signatures) {
    if (signature.name == "ECDSA-SHA256") signature.until = now() + kYear;
  }
  for (auto& key : policy.keys) key.until = key.type == KeyType::ec ? now() + kYear : now() + 100 * kYear;
  const auto later = now() + 2 * kYear;
  const std::string ec = signedContainers()[0];
  BOOST_TEST(judge(ec, later, policy).subIndication == cryptoConstraintsFailureNoPoe);
  BOOST_TEST(judge(addEvidenceRecord(ec, encodeEvidenceRecord(firstRecord(0))), later, policy).passed());
}

BOOST_AUTO_TEST_CASE(time_stamp_renewal_holds) {
  const auto report = judge(withRecord(renewed()));
  BOOST_TEST_CONTEXT(toJson(report)) {
    BOOST_TEST(report.passed());
    BOOST_TEST(report.evidenceRecords.front().timeProofs.size() == 2U);
  }
}

BOOST_AUTO_TEST_CASE(hash_tree_renewal_outlives_the_old_algorithm) {
  ValidationPolicy policy;
  for (auto& digest : policy.digests) {
    if (digest.name == "SHA-256") digest.until = now() + kYear;
  }
  const auto later = now() + 2 * kYear;
  BOOST_TEST(judge(withRecord(renewed()), later, policy).subIndication == cryptoConstraintsFailureNoPoe);
  const auto report = judge(withRecord(rehashed(renewed())), now() + hours{1});
  BOOST_TEST_CONTEXT(toJson(report)) BOOST_TEST(report.passed());
  // The authority here signs with SHA-256 whatever it is asked about: only its own signature has aged.
  const auto aged = judge(withRecord(rehashed(renewed())), later, policy);
  for (const auto& check : aged.evidenceRecords.front().checks) {
    BOOST_TEST((check.passed || check.code == "evidenceAlgorithmAllowed"));
  }
}

BOOST_AUTO_TEST_CASE(a_container_with_evidence_is_not_upgraded) {
  auto authority = Services::get().authority();
  BOOST_CHECK_THROW(addSignatureTimeStamp(withRecord(firstRecord()), authority), SigningError);
}

// ------------------------------------------------------------------------------------------------ traps

struct Trap {
  const char* name;
  SubIndication expected;
  const char* check;
  std::string (*make)();
};

std::ostream& operator<<(std::ostream& out, const Trap& trap) {
  return out << trap.name;
}

std::string changed(const std::function<void(EvidenceRecord&)>& change) {
  EvidenceRecord record = firstRecord();
  change(record);
  return withRecord(record);
}

std::string withBytes(const std::string& record) {
  return addEvidenceRecord(container(), record);
}

std::string withManifest(const std::string& from, const std::string& to) {
  CraftedZip zip = CraftedZip::from(withRecord(firstRecord()));
  std::string& manifest = zip.entry("META-INF/ASiCEvidenceRecordManifest.xml").content;
  manifest.replace(manifest.find(from), from.size(), to);
  return zip.build();
}

std::string der(std::string_view content, char tag = 0x30) {
  std::string length;
  for (std::size_t size = content.size(); size > 0; size >>= 8) length.insert(length.begin(), static_cast<char>(size));
  std::string value{tag};
  value += static_cast<char>(0x80 | length.size());
  return value + length + std::string{content};
}

const Trap kTraps[] = {
    {"a file changed", hashFailure, "evidenceManifestMatches",
     [] {
       CraftedZip zip = CraftedZip::from(withRecord(firstRecord()));
       zip.entry("protocol.pdf").content[100] ^= 1;
       return zip.build();
     }},
    {"a file changed, and the manifest with it", hashFailure, "evidenceCoversFile",
     [] {
       CraftedZip zip = CraftedZip::from(container());
       zip.entry("protocol.pdf").content[100] ^= 1;
       return addEvidenceRecord(zip.build(), encodeEvidenceRecord(firstRecord()));
     }},
    {"a file left out of the manifest", hashFailure, "evidenceCoversNothingElse",
     [] {
       CraftedZip zip = CraftedZip::from(withRecord(firstRecord()));
       std::string& manifest = zip.entry("META-INF/ASiCEvidenceRecordManifest.xml").content;
       const auto at = manifest.find("<asic:DataObjectReference");
       manifest.erase(at, manifest.find("</asic:DataObjectReference>") + 28 - at);
       return zip.build();
     }},
    {"the manifest states another digest", hashFailure, "evidenceManifestMatches",
     [] { return withManifest("<ds:DigestValue>", "<ds:DigestValue>AAAA"); }},
    {"the manifest names a file that is not there", signedDataNotFound, "evidenceFileFound",
     [] { return withManifest("URI=\"protocol.pdf\"", "URI=\"protocol2.pdf\""); }},
    {"the manifest names a file outside", formatFailure, "evidenceManifestForm",
     [] { return withManifest("URI=\"protocol.pdf\"", "URI=\"../protocol.pdf\""); }},
    {"the manifest names another record", formatFailure, "evidenceRecordFound",
     [] { return withManifest("evidencerecord.ers", "evidencerecord2.ers"); }},
    {"the manifest uses an algorithm nobody knows", cryptoConstraintsFailure, "evidenceManifestAlgorithmKnown",
     [] { return withManifest("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#md5"); }},
    {"the manifest uses another algorithm than the record", formatFailure, "evidenceManifestAlgorithmAgrees",
     [] {
       CraftedZip zip = CraftedZip::from(withRecord(firstRecord()));
       const std::string content = zip.entry("protocol.pdf").content;
       std::string& manifest = zip.entry("META-INF/ASiCEvidenceRecordManifest.xml").content;
       const auto put = [&](std::size_t from, const std::string& old, const std::string& text) {
         manifest.replace(manifest.find(old, from), old.size(), text);
       };
       const auto reference = manifest.find("URI=\"protocol.pdf\"");
       put(reference, std::string{method("SHA-256").uri}, std::string{method("SHA-512").uri});
       put(reference, toBase64(bytesOf(sha256(content))), toBase64(digestWith(method("SHA-512"), content)));
       return zip.build();
     }},
    {"the manifest has a DOCTYPE", formatFailure, "evidenceManifestForm",
     [] { return withManifest("<asic:ASiCManifest", "<!DOCTYPE x><asic:ASiCManifest"); }},
    {"a record without its manifest", formatFailure, "evidenceManifestPresent",
     [] {
       CraftedZip zip = CraftedZip::from(withRecord(firstRecord()));
       zip.remove("META-INF/ASiCEvidenceRecordManifest.xml");
       return zip.build();
     }},
    {"a manifest without its record", formatFailure, "evidenceRecordFound",
     [] {
       CraftedZip zip = CraftedZip::from(withRecord(firstRecord()));
       zip.remove("META-INF/evidencerecord.ers");
       return zip.build();
     }},
    {"another document's record", hashFailure, "evidenceCoversFile", [] { return withRecord(firstRecord(0)); }},
    {"a token over another root", hashFailure, "evidenceTimeStampMatches",
     [] {
       return changed([](EvidenceRecord& record) {
         record.chains[0].timeStamps[0].timeStamp = Services::get().authority().stamp(sha256("another root"));
       });
     }},
    {"a forged reduced tree", hashFailure, "evidenceTimeStampMatches",
     [] {
       return changed(
           [](EvidenceRecord& record) { record.chains[0].timeStamps[0].reducedHashTree.back().front()[0] ^= 1; });
     }},
    {"a hash slipped into the group", hashFailure, "evidenceCoversNothingElse",
     [] {
       return changed([](EvidenceRecord& record) {
         record.chains[0].timeStamps[0].reducedHashTree.front().push_back(std::string(32, 'x'));
       });
     }},
    {"a hash too short", formatFailure, "evidenceTreeForm",
     [] {
       return changed(
           [](EvidenceRecord& record) { record.chains[0].timeStamps[0].reducedHashTree.back().front().pop_back(); });
     }},
    {"no tree where there are many files", hashFailure, "evidenceCoversFile",
     [] { return changed([](EvidenceRecord& record) { record.chains[0].timeStamps[0].reducedHashTree.clear(); }); }},
    {"another algorithm stated", formatFailure, "evidenceAlgorithmsAgree",
     [] {
       return changed([](EvidenceRecord& record) { record.chains[0].timeStamps[0].digestAlgorithm = "SHA-384"; });
     }},
    {"an authority that nobody trusts", noCertificateChainFound, "evidenceAuthorityTrusted",
     [] {
       return changed([](EvidenceRecord& record) {
         TimeStampAuthority stranger{Services::get().transport(),
                                     {Services::get().url("/tsa-stranger"), {}},
                                     TrustAnchors::fromPem(Keyring::get().read("services/stranger.pem"))};
         auto& stamp = record.chains[0].timeStamps[0];
         stamp.timeStamp = stranger.stampValue(method("SHA-256"), rootOf(method("SHA-256"), stamp.reducedHashTree));
       });
     }},
    {"a token changed", sigCryptoFailure, "evidenceTimeStampReads",
     [] { return changed([](EvidenceRecord& record) { record.chains[0].timeStamps[0].timeStamp.back() ^= 1; }); }},
    {"no token", formatFailure, "evidenceTimeStampReads",
     [] { return changed([](EvidenceRecord& record) { record.chains[0].timeStamps[0].timeStamp = der("x"); }); }},
    {"a renewal of another token", hashFailure, "evidenceCoversTimeStamp",
     [] {
       EvidenceRecord record = renewed();
       auto& tree = record.chains[0].timeStamps[1].reducedHashTree;
       tree = {{digestWith(method("SHA-256"), "another token"), std::string(32, 'y')}};
       record.chains[0].timeStamps[1].timeStamp =
           Services::get().authority().stampValue(method("SHA-256"), rootOf(method("SHA-256"), tree));
       return withRecord(record);
     }},
    {"a chain of two algorithms", formatFailure, "evidenceAlgorithmsAgree",
     [] {
       EvidenceRecord record = rehashed(firstRecord());
       record.chains[0].timeStamps.push_back(record.chains[1].timeStamps[0]);
       record.chains.pop_back();
       record.chains[0].der.clear();
       return withRecord(record);
     }},
    {"a new chain that does not cover the old one", hashFailure, "evidenceCoversFile",
     [] {
       EvidenceRecord record = rehashed(renewed());
       record.chains[0].timeStamps.pop_back();
       return withRecord(record);
     }},
    {"nothing", formatFailure, "evidenceForm", [] { return withBytes(""); }},
    {"no DER", formatFailure, "evidenceForm", [] { return withBytes("evidence!"); }},
    {"truncated", formatFailure, "evidenceForm",
     [] {
       const std::string whole = encodeEvidenceRecord(firstRecord());
       return withBytes(whole.substr(0, whole.size() / 2));
     }},
    {"bytes after the record", formatFailure, "evidenceForm",
     [] { return withBytes(encodeEvidenceRecord(firstRecord()) + "x"); }},
    {"a length longer than it must be", formatFailure, "evidenceForm",
     [] {
       std::string record = encodeEvidenceRecord(firstRecord());
       BOOST_REQUIRE_EQUAL(record[1], '\x82');
       return withBytes(record.replace(1, 1, std::string{"\x83\0", 2}));
     }},
    {"a length beyond all bytes", formatFailure, "evidenceForm",
     [] {
       return withBytes(std::string{"\x30\x84\x7f\xff\xff\xff\x02\x01\x01", 9});
     }},
    {"nested too deep", formatFailure, "evidenceForm",
     [] {
       std::string nest = "x";
       for (int i = 0; i < 10'000; ++i) nest = der(nest);
       return withBytes(nest);
     }},
    {"another version", formatFailure, "evidenceForm",
     [] {
       std::string record = encodeEvidenceRecord(firstRecord());
       record[record.find(std::string{"\x02\x01\x01", 3}) + 2] = 2;
       return withBytes(record);
     }},
    {"a sequence without a chain", formatFailure, "evidenceForm",
     [] { return changed([](EvidenceRecord& record) { record.chains.clear(); }); }},
    {"a chain without a time stamp", formatFailure, "evidenceForm",
     [] { return changed([](EvidenceRecord& record) { record.chains.emplace_back(); }); }},
    {"said to be of encrypted data", generic, "evidenceNotEncrypted",
     [] {
       const EvidenceRecord record = firstRecord();
       const std::string version{"\x02\x01\x01", 3},
           algorithms{"\x30\x0d\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"};
       const std::string encryption{"\xa1\x05\x06\x01\x2a\x05\x00", 7};
       return withBytes(der(version + algorithms + encryption + encodeChains(record.chains)));
     }},
};

BOOST_DATA_TEST_CASE(a_trap_is_reported, boost::unit_test::data::make(kTraps), trap) {
  const auto report = judge(trap.make());
  BOOST_TEST_CONTEXT(toJson(report)) {
    BOOST_TEST(!report.passed());
    BOOST_REQUIRE(!report.evidenceRecords.empty());
    const auto& evidence = report.evidenceRecords.front();
    BOOST_TEST(evidence.subIndication == trap.expected);
    BOOST_TEST(findFailed(evidence.checks, trap.check) != nullptr);
    BOOST_TEST(!evidence.provedTime.has_value());
    BOOST_TEST(!report.signatures.front().evidenceRecord);
  }
}

BOOST_AUTO_TEST_CASE(a_time_stamp_from_the_future_proves_nothing) {
  const auto report = judge(withRecord(firstRecord()), now() - hours{1});
  BOOST_TEST(findFailed(report.evidenceRecords.front().checks, "evidenceTimesInOrder") != nullptr);
}

BOOST_AUTO_TEST_CASE(a_damaged_record_never_proves_another_time) {
  const std::string whole = encodeEvidenceRecord(rehashed(renewed()));
  const AsicPackage package = openAsic(signedContainers()[kLeaf], {});
  const auto objects = evidenceObjects(package);
  const auto at = now() + hours{1};
  const auto proved = validateEvidence(whole, objects, Keyring::get().anchors(), {}, at).provedTime;
  BOOST_REQUIRE(proved.has_value());
  std::size_t refused = 0, damages = 0;
  for (std::size_t byte = 0; byte < whole.size(); byte += 7, ++damages) {
    std::string damaged = whole;
    damaged[byte] = static_cast<char>(damaged[byte] ^ (1 << byte % 8));
    const auto report = validateEvidence(damaged, objects, Keyring::get().anchors(), {}, at);
    BOOST_TEST((!report.provedTime || report.provedTime == proved));
    if (!report.provedTime) ++refused;
  }
  // What is left is outside of all signatures: certificates that came along, and are not needed.
  BOOST_TEST(refused > damages / 2);
}

BOOST_AUTO_TEST_SUITE_END()
