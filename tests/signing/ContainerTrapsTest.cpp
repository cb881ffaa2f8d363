#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "CraftedZip.h"
#include "Keyring.h"
#include "signing/container/AsicReader.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

struct Trap {
  const char* name;
  const char* reason;  // empty: the container is good
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

const Trap kTraps[] = {
    {"untouched entries", "", [](CraftedZip&) {}},
    {"deflated data file", "", [](CraftedZip& zip) { zip.entry(kPdf).deflated = true; }},
    {"data file with a descriptor after it", "",
     [](CraftedZip& zip) { zip.entry(kPdf).deflated = zip.entry(kPdf).descriptor = true; }},
    {"data file with Info-ZIP times", "",
     [](CraftedZip& zip) { zip.entry(kPdf).localExtra = zip.entry(kPdf).centralExtra = kTimeExtra; }},
    {"media type repeated in the comment", "",
     [](CraftedZip& zip) { zip.comment = "mimetype=application/vnd.etsi.asic-e+zip"; }},
    {"no manifest", "", [](CraftedZip& zip) { zip.remove("META-INF/manifest.xml"); }},

    {"deflated mimetype", "containerMimetypeWrong", [](CraftedZip& zip) { zip.entry("mimetype").deflated = true; }},
    {"late mimetype", "containerMimetypeWrong", [](CraftedZip& zip) { zip.moveToEnd("mimetype"); }},
    {"no mimetype", "containerMimetypeWrong", [](CraftedZip& zip) { zip.remove("mimetype"); }},
    {"mimetype with an extra field", "containerMimetypeWrong",
     [](CraftedZip& zip) { zip.entry("mimetype").localExtra = kTimeExtra; }},
    {"mimetype of another format", "containerMimetypeWrong",
     [](CraftedZip& zip) { zip.entry("mimetype").content = "application/vnd.oasis.opendocument.text"; }},
    {"mimetype with a line end", "containerMimetypeWrong",
     [](CraftedZip& zip) { zip.entry("mimetype").content += "\n"; }},
    {"bytes before the zip", "containerBytesOutside", [](CraftedZip& zip) { zip.before = "MZ"; }},
    {"bytes after the zip", "containerBytesOutside", [](CraftedZip& zip) { zip.after = "\n"; }},
    {"bytes between entries", "containerBytesOutside", [](CraftedZip& zip) { zip.entry(kPdf).gapBefore = "hidden"; }},
    {"a comment", "containerBytesOutside", [](CraftedZip& zip) { zip.comment = "hello"; }},
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
    {"a folder entry", "containerNameRefused",
     [](CraftedZip& zip) {
       zip.entries.push_back({"folder/", ""});
     }},
    {"a file the manifest does not list", "containerFileUnlisted",
     [](CraftedZip& zip) {
       zip.entries.push_back({"extra.txt", "x"});
     }},
    {"a stranger in META-INF", "containerFileUnlisted",
     [](CraftedZip& zip) {
       zip.entries.push_back({"META-INF/extra.txt", "x"});
     }},
    {"a stranger in meta-inf", "containerFileUnlisted",
     [](CraftedZip& zip) {
       zip.entries.push_back({"meta-inf/signatures1.xml", "x"});
     }},
    {"a listed file that is missing", "containerFileMissing", [](CraftedZip& zip) { addListed(zip, "gone.txt"); }},
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
    {"an encrypted entry", "containerEncrypted", [](CraftedZip& zip) { zip.entry(kPdf).flags = 1; }},
    {"a flag for patches", "containerMethodRefused", [](CraftedZip& zip) { zip.entry(kPdf).flags = 1 << 5; }},
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
    {"too many entries", "containerTooLarge",
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

void requireReason(const VerificationReport& report, const std::string& reason) {
  BOOST_TEST_INFO(toJson(report));
  BOOST_TEST(toString(report.indication) == "TOTAL-FAILED");
  BOOST_TEST(toString(report.subIndication) == "FORMAT_FAILURE");
  BOOST_TEST(report.signatures.empty());
  BOOST_REQUIRE_EQUAL(report.checks.size(), 1U);
  BOOST_TEST(report.checks.front().code == "containerForm");
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

BOOST_AUTO_TEST_CASE(what_is_no_zip_is_refused) {
  for (const std::string bytes : {"", "P", "PK\3\4", "%PDF-1.7 and so on and so forth, long enough for a record"}) {
    const auto report = verifyBytes(bytes);
    BOOST_TEST(toString(report.subIndication) == "FORMAT_FAILURE");
    BOOST_TEST(report.format == "unknown");
  }
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
      BOOST_TEST_REQUIRE((readAsic(bytes).find(kPdf)->content == content));
      BOOST_TEST_REQUIRE(report.signatures.front().files.size() == 2U);
    }
    bytes[i] ^= 0x10;
  }
}

BOOST_AUTO_TEST_SUITE_END()
