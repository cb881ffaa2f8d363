#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "CraftedZip.h"
#include "Keyring.h"
#include "Reports.h"
#include "signing/container/AsicReader.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

struct Trap {
  const char* name;
  const char* reason;  // empty: the container is good; after kUnsupported: it may be good, but is not read here
  void (*craft)(CraftedZip&);
};

std::ostream& operator<<(std::ostream& out, const Trap& trap) {
  return out << trap.name;
}

const char* kPdf = "protocol.pdf";
const std::string kTimeExtra{"UT\5\0\1\0\0\0\0", 9};

void addListed(CraftedZip& zip, const std::string& name) {
  auto& manifest = zip.entry("META-INF/manifest.xml").content;
  manifest.insert(manifest.find("</manifest:manifest>"),
                  "<manifest:file-entry manifest:full-path=\"" + name + "\" manifest:media-type=\"text/plain\"/>");
}

const char* const kUnsupported = "unsupported: ";

std::string bytesOf64(std::uint64_t value) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(value >> 8 * i & 0xff);
  return bytes;
}

// A zip64 field that holds these values.
std::string zip64Extra(std::initializer_list<std::uint64_t> values) {
  std::string extra{"\1\0\0\0", 4};
  for (const auto value : values) extra += bytesOf64(value);
  extra[2] = static_cast<char>(extra.size() - 4);
  return extra;
}

void setSizes64(CraftedEntry& entry, std::uint64_t size) {
  entry.localSize = entry.localPacked = entry.centralSize = entry.centralPacked = 0xffffffff;
  entry.localExtra = entry.centralExtra = zip64Extra({size, size});
}

const Trap kTraps[] = {
    {"untouched entries", "", [](CraftedZip&) {}},
    {"deflated data file", "", [](CraftedZip& zip) { zip.entry(kPdf).deflated = true; }},
    {"data file with a descriptor after it", "",
     [](CraftedZip& zip) { zip.entry(kPdf).deflated = zip.entry(kPdf).descriptor = true; }},
    {"data file with Info-ZIP times", "",
     [](CraftedZip& zip) { zip.entry(kPdf).localExtra = zip.entry(kPdf).centralExtra = kTimeExtra; }},
    {"media type repeated in the comment", "",
     [](CraftedZip& zip) { zip.comment = "mimetype=application/vnd.etsi.asic-e+zip"; }},
    {"no mimetype", "", [](CraftedZip& zip) { zip.remove("mimetype"); }},
    {"mimetype with an extra field", "", [](CraftedZip& zip) { zip.entry("mimetype").localExtra = kTimeExtra; }},
    {"a comment of the archive", "", [](CraftedZip& zip) { zip.comment = "signed with joy"; }},
    {"comments of entries, as DigiDoc writes them", "",
     [](CraftedZip& zip) {
       for (auto& entry : zip.entries) entry.comment = "qdigidoc4/4.2.2.51 (Windows 10 17134 (64 bit))";
     }},
    {"entries of folders", "",
     [](CraftedZip& zip) {
       zip.entries.insert(zip.entries.begin() + 1, {"META-INF/", ""});
       zip.entries.push_back({"folder/", ""});
     }},
    {"a manifest that lists folders and META-INF", "",
     [](CraftedZip& zip) {
       addListed(zip, "folder/");
       addListed(zip, "META-INF/signatures0.xml");
       addListed(zip, "mimetype");
     }},
    {"sizes in 64 bits", "", [](CraftedZip& zip) { setSizes64(zip.entry(kPdf), zip.entry(kPdf).content.size()); }},
    {"sizes in 64 bits that nobody asked for", "",
     [](CraftedZip& zip) {
       const std::uint64_t size = zip.entry(kPdf).content.size();
       zip.entry(kPdf).localExtra = zip64Extra({size, size});
       zip.entry(kPdf).centralExtra = zip64Extra({size});
     }},
    {"sizes in 64 bits left open for a descriptor", "",
     [](CraftedZip& zip) {
       zip.entry(kPdf).deflated = zip.entry(kPdf).descriptor = zip.entry(kPdf).wideDescriptor = true;
       zip.entry(kPdf).localExtra = zip64Extra({0, 0});
     }},
    {"a descriptor without its mark", "",
     [](CraftedZip& zip) {
       zip.entry(kPdf).deflated = zip.entry(kPdf).descriptor = zip.entry(kPdf).bareDescriptor = true;
     }},
    {"a descriptor after sizes that were known", "",
     [](CraftedZip& zip) {
       zip.entry(kPdf).descriptor = true;
       zip.entry(kPdf).localPacked = zip.entry(kPdf).localSize =
           static_cast<std::uint32_t>(zip.entry(kPdf).content.size());
     }},
    {"an end record in 64 bits", "", [](CraftedZip& zip) { zip.zip64End = true; }},
    {"a Unicode name that is the same", "",
     [](CraftedZip& zip) {
       zip.entry(kPdf).centralExtra = std::string{"up\x11\0\1\0\0\0\0", 9} + kPdf;
     }},
    {"a container.xml as OCF has it", "",
     [](CraftedZip& zip) {
       zip.entries.push_back({"META-INF/container.xml", "<container/>"});
     }},

    {"deflated mimetype", "containerMimetypeWrong", [](CraftedZip& zip) { zip.entry("mimetype").deflated = true; }},
    {"late mimetype", "containerMimetypeWrong", [](CraftedZip& zip) { zip.moveToEnd("mimetype"); }},
    {"mimetype in capitals", "containerMimetypeWrong",
     [](CraftedZip& zip) { zip.entry("mimetype").name = "MIMETYPE"; }},
    {"mimetype behind the entry of a folder", "containerMimetypeWrong",
     [](CraftedZip& zip) {
       zip.entries.insert(zip.entries.begin(), {"META-INF/", ""});
     }},
    {"mimetype of another format", "unsupported: containerTypeUnsupported",
     [](CraftedZip& zip) { zip.entry("mimetype").content = "application/vnd.oasis.opendocument.text"; }},
    {"mimetype with a line end", "containerMimetypeWrong",
     [](CraftedZip& zip) { zip.entry("mimetype").content += "\n"; }},
    {"bytes before the zip", "containerBytesOutside", [](CraftedZip& zip) { zip.before = "MZ"; }},
    {"bytes after the zip", "containerBytesOutside", [](CraftedZip& zip) { zip.after = "\n"; }},
    {"bytes between entries", "containerBytesOutside", [](CraftedZip& zip) { zip.entry(kPdf).gapBefore = "hidden"; }},
    {"a comment that looks like a second end", "containerBytesOutside",
     [](CraftedZip& zip) {
       zip.comment = std::string{"PK\5\6", 4} + std::string(18, '\0') + "more";
     }},
    {"a comment that holds a whole second zip", "containerBytesOutside",
     [](CraftedZip& zip) {
       CraftedZip other = zip;
       other.entry("protocol.pdf").content = "other";
       zip.comment = other.build();
     }},
    {"a comment in which all of another zip's end lies", "containerHeadersDiffer",
     [](CraftedZip& zip) {
       zip.comment = std::string{"PK\5\6", 4} + std::string(4, '\0') + "\1" + std::string(13, '\0');
     }},
    {"a name twice", "containerNameTwice",
     [](CraftedZip& zip) { zip.entries.insert(zip.entries.begin() + 1, zip.entry(kPdf)); }},
    {"a name twice but for case", "containerNameTwice",
     [](CraftedZip& zip) {
       zip.entries.push_back({"Protocol.PDF", "other"});
     }},
    {"a name twice but for Cyrillic case", "containerNameTwice",
     [](CraftedZip& zip) {
       zip.entries.push_back({"ЖАЗУУ 1.xml", "other"});
     }},
    {"a name twice but for width", "containerNameTwice",
     [](CraftedZip& zip) {
       zip.entries.push_back({"ｐrotocol.pdf", "other"});
     }},
    {"a decomposed name", "containerNameRefused",
     [](CraftedZip& zip) {
       zip.entries.push_back({"и\xcc\x86.xml", "other"});
     }},
    {"an absolute path", "containerNameRefused",
     [](CraftedZip& zip) {
       zip.entries.push_back({"/etc/passwd", "x"});
     }},
    {"a path upwards", "containerNameRefused",
     [](CraftedZip& zip) {
       zip.entries.push_back({"a/../../b", "x"});
     }},
    {"a backslash", "containerNameRefused",
     [](CraftedZip& zip) {
       zip.entries.push_back({"..\\b", "x"});
     }},
    {"a drive letter", "containerNameRefused",
     [](CraftedZip& zip) {
       zip.entries.push_back({"c:b", "x"});
     }},
    {"a control character", "containerNameRefused",
     [](CraftedZip& zip) {
       zip.entries.push_back({"a\nb", "x"});
     }},
    {"a right-to-left mark", "containerNameRefused",
     [](CraftedZip& zip) {
       zip.entries.push_back({"fdp\xe2\x80\xae.exe", "x"});
     }},
    {"a name that is not UTF-8", "containerNameRefused",
     [](CraftedZip& zip) {
       zip.entries.push_back({"\xe2\x28", "x"});
     }},
    {"an empty name", "containerNameRefused",
     [](CraftedZip& zip) {
       zip.entries.push_back({"", "x"});
     }},
    {"a folder that holds bytes", "containerNameRefused",
     [](CraftedZip& zip) {
       zip.entries.push_back({"folder/", "hidden"});
     }},
    {"a folder with the name of a file", "containerNameTwice",
     [](CraftedZip& zip) {
       zip.entries.push_back({"Protocol.pdf/", ""});
     }},
    {"a folder upwards", "containerNameRefused",
     [](CraftedZip& zip) {
       zip.entries.push_back({"../", ""});
     }},
    {"an end record in 64 bits that counts other entries", "containerHeadersDiffer",
     [](CraftedZip& zip) {
       zip.zip64End = true;
       zip.zip64Entries = 2;
     }},
    {"a size in 64 bits that is another", "containerHeadersDiffer",
     [](CraftedZip& zip) {
       zip.entry(kPdf).localExtra = zip64Extra({5, 5});
     }},
    {"a size in 64 bits where it is needed, and another", "containerHeadersDiffer",
     [](CraftedZip& zip) {
       setSizes64(zip.entry(kPdf), zip.entry(kPdf).content.size());
       zip.entry(kPdf).localExtra = zip64Extra({5, 5});
     }},
    {"a size in 64 bits that is not there", "containerExtraField",
     [](CraftedZip& zip) {
       setSizes64(zip.entry(kPdf), 5);
       zip.entry(kPdf).centralExtra = std::string{"\1\0\2\0\5\0", 6};
     }},
    {"a descriptor that says otherwise", "containerHeadersDiffer",
     [](CraftedZip& zip) {
       zip.entry(kPdf).deflated = zip.entry(kPdf).descriptor = true;
       zip.entry(kPdf).descriptorSize = 5;
     }},
    {"a file the manifest does not list", "containerFileUnlisted",
     [](CraftedZip& zip) {
       zip.entries.push_back({"extra.txt", "x"});
     }},
    {"a stranger in meta-inf", "containerFileUnlisted",
     [](CraftedZip& zip) {
       zip.entries.push_back({"meta-inf/signatures1.xml", "x"});
     }},
    {"no manifest", "containerManifestMissing", [](CraftedZip& zip) { zip.remove("META-INF/manifest.xml"); }},
    {"a file listed twice", "containerManifestWrong", [](CraftedZip& zip) { addListed(zip, kPdf); }},
    {"a manifest with a DOCTYPE", "containerManifestWrong",
     [](CraftedZip& zip) { zip.entry("META-INF/manifest.xml").content.insert(39, "<!DOCTYPE x>"); }},
    {"no data file", "containerFileMissing",
     [](CraftedZip& zip) {
       zip.remove(kPdf);
       zip.remove("жазуу 1.xml");
     }},
    {"another name in the local header", "containerHeadersDiffer",
     [](CraftedZip& zip) { zip.entry(kPdf).localName = "protocol.exe"; }},
    {"another size in the local header", "containerHeadersDiffer",
     [](CraftedZip& zip) { zip.entry(kPdf).localSize = 5; }},
    {"another method in the local header", "containerHeadersDiffer",
     [](CraftedZip& zip) { zip.entry(kPdf).localMethod = 8; }},
    {"a stored entry of two sizes", "containerHeadersDiffer",
     [](CraftedZip& zip) { zip.entry(kPdf).declaredSize = 5; }},
    {"a wrong checksum", "containerChecksumWrong", [](CraftedZip& zip) { zip.entry(kPdf).crc = 5; }},
    {"an encrypted entry", "unsupported: containerEncrypted", [](CraftedZip& zip) { zip.entry(kPdf).flags = 1; }},
    {"a flag for patches", "unsupported: containerMethodRefused",
     [](CraftedZip& zip) { zip.entry(kPdf).flags = 1 << 5; }},
    {"a second name in an extra field", "containerExtraField",
     [](CraftedZip& zip) {
       zip.entry(kPdf).centralExtra = std::string{"up\6\0\1\0\0\0\0z", 10};
     }},
    {"a broken extra field", "containerExtraField", [](CraftedZip& zip) { zip.entry(kPdf).localExtra = "UT\x9"; }},
    {"a bomb that declares its size", "containerTooLarge",
     [](CraftedZip& zip) {
       zip.entry(kPdf).deflated = true;
       zip.entry(kPdf).declaredSize = 0xfffffff0;
     }},
    {"a bomb of a few bytes that asks for much memory", "containerTooLarge",
     [](CraftedZip& zip) {
       zip.entry(kPdf).deflated = true;
       zip.entry(kPdf).declaredSize = 200 << 20;
     }},
    {"a bomb that hides its size", "containerChecksumWrong",
     [](CraftedZip& zip) {
       zip.entry(kPdf).content = std::string(std::size_t{32} << 20, '\0');
       zip.entry(kPdf).deflated = true;
       zip.entry(kPdf).declaredSize = 100;
     }},
    {"too many entries", "unsupported: containerBeyondLimits",
     [](CraftedZip& zip) {
       for (int i = 0; i < 1001; ++i) zip.entries.push_back({"f" + std::to_string(i), ""});
     }},
    {"a name too long", "containerNameRefused",
     [](CraftedZip& zip) {
       zip.entries.push_back({std::string(600, 'a'), ""});
     }},
};

VerificationReport verifyBytes(const std::string& bytes) {
  return Validator{Keyring::get().anchors()}.verify(bytes, now());
}

const std::string& goodContainer() {
  static const std::string container = signedContainer("p256");
  return container;
}

void requireReason(const VerificationReport& report, std::string reason) {
  BOOST_TEST_INFO(toJson(report));
  const bool unsupported = reason.starts_with(kUnsupported);
  if (unsupported) reason.erase(0, std::string{kUnsupported}.size());
  BOOST_TEST(toString(report.indication) == (unsupported ? "INDETERMINATE" : "TOTAL-FAILED"));
  BOOST_TEST(toString(report.subIndication) == (unsupported ? "GENERIC" : "FORMAT_FAILURE"));
  BOOST_TEST(report.signatures.empty());
  BOOST_REQUIRE_EQUAL(report.checks.size(), 1U);
  BOOST_TEST(report.checks.front().code == (unsupported ? "containerSupported" : "containerForm"));
  BOOST_TEST(report.checks.front().params.at("reason") == reason);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(container_traps)

BOOST_DATA_TEST_CASE(a_container_is_judged_by_every_byte_of_it, boost::unit_test::data::make(kTraps), trap) {
  CraftedZip zip = CraftedZip::from(goodContainer());
  trap.craft(zip);
  const VerificationReport report = verifyBytes(zip.build());
  if (*trap.reason == '\0') {
    BOOST_TEST_INFO(toJson(report));
    BOOST_TEST(report.passed());
  } else {
    requireReason(report, trap.reason);
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_a_zip_is_refused) {
  for (const std::string bytes : {"", "P", "PK\3\4", "Dear reader, this is long enough for a record, but not one"}) {
    const auto report = verifyBytes(bytes);
    BOOST_TEST(toString(report.subIndication) == "FORMAT_FAILURE");
    BOOST_TEST(report.format == "unknown");
  }
}

BOOST_AUTO_TEST_CASE(what_no_standard_names_in_meta_inf_leaves_the_verdict_open) {
  for (const char* name : {"META-INF/extra.txt", "META-INF/signature.p7s", "META-INF/deep/signatures0.xml"}) {
    CraftedZip zip = CraftedZip::from(goodContainer());
    zip.entries.push_back({name, "x"});
    const auto report = verifyBytes(zip.build());
    BOOST_TEST(toString(report.indication) == "INDETERMINATE");
    const Check* check = findFailed(report.checks, "metaFileKnown");
    BOOST_REQUIRE(check != nullptr);
    BOOST_TEST(check->params.at("file") == name);
  }
}

BOOST_AUTO_TEST_CASE(a_listed_file_that_is_missing_leaves_the_verdict_open) {
  CraftedZip zip = CraftedZip::from(goodContainer());
  addListed(zip, "gone.txt");
  const auto report = verifyBytes(zip.build());
  BOOST_TEST(report.subIndication == SubIndication::signedDataNotFound);
  BOOST_TEST(findFailed(report.checks, "listedFileFound") != nullptr);
  zip = CraftedZip::from(goodContainer());
  zip.remove(kPdf);
  BOOST_TEST(verifyBytes(zip.build()).subIndication == SubIndication::signedDataNotFound);
}

// What verification tolerates in the containers of others.
BOOST_DATA_TEST_CASE(a_container_of_ours_is_read_by_our_own_rules, boost::unit_test::data::make(kTraps), trap) {
  CraftedZip zip = CraftedZip::from(goodContainer());
  trap.craft(zip);
  const bool untouched = std::string{trap.name} == "untouched entries";
  const auto listsMore = std::string{trap.name} == "a manifest that lists folders and META-INF";
  const auto report = Validator{Keyring::get().anchors()}.verify(zip.build(), now(), ContainerProfile::own);
  BOOST_TEST_INFO(toJson(report));
  BOOST_TEST(report.passed() == (untouched || listsMore));
}

BOOST_AUTO_TEST_CASE(a_container_cut_at_any_place_is_refused) {
  const std::string& good = goodContainer();
  for (std::size_t size = 0; size < good.size(); size += 7) {
    BOOST_TEST_REQUIRE(!verifyBytes(good.substr(0, size)).passed());
  }
}

BOOST_AUTO_TEST_CASE(a_container_with_any_bit_turned_is_refused_or_says_the_same) {
  // A bit in a time stamp or an attribute of the zip changes nothing that is signed; nothing else may pass.
  std::string bytes = goodContainer();
  const std::string content = readAsic(bytes).find(kPdf)->content;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    bytes[i] ^= 0x10;
    const auto report = verifyBytes(bytes);
    if (report.passed()) {
      BOOST_TEST_REQUIRE((readAsic(bytes, {}, ContainerProfile::foreign).find(kPdf)->content == content));
      BOOST_TEST_REQUIRE(report.signatures.front().files.size() == 2U);
    }
    bytes[i] ^= 0x10;
  }
}

BOOST_AUTO_TEST_SUITE_END()
