#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "Material.h"
#include "connectors/templates/TemplateLinter.h"

namespace balalyk {
namespace {

std::vector<ZipEntry> goodEntries() {
  return unzip(builtTemplate("voucher-approval", "ky"));
}

std::vector<LintFinding> withEntry(ZipEntry entry) {
  auto entries = goodEntries();
  entries.push_back(std::move(entry));
  return refusals(zip(entries));
}

ZipEntry& named(std::vector<ZipEntry>& entries, const std::string& name) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const ZipEntry& entry) { return entry.name == name; });
  BOOST_REQUIRE(found != entries.end());
  return *found;
}

void requireRefused(const std::vector<LintFinding>& findings, const std::string& problem) {
  BOOST_TEST(holds(findings, problem), problem << " expected: " << list(findings));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(package)

BOOST_AUTO_TEST_CASE(a_good_one_is_not_refused_after_packing_it_again) {
  BOOST_TEST(refusals(zip(goodEntries())).empty());
  BOOST_TEST(lint(zip(goodEntries()), "voucher-approval", "ky", realContract()).empty());
}

BOOST_AUTO_TEST_CASE(macros_objects_and_unknown_entries_are_refused) {
  requireRefused(withEntry({"Basic/Standard/Module1.xml", "x"}), "templateScript(element=Basic/Standard/Module1.xml)");
  requireRefused(withEntry({"Scripts/python/x.py", "x"}), "templateScript(element=Scripts/python/x.py)");
  requireRefused(withEntry({"Configurations2/accelerator/current.xml", "x"}),
                 "templateScript(element=Configurations2/accelerator/current.xml)");
  requireRefused(withEntry({"Object 1/content.xml", "x"}), "templateEmbeddedObject(element=Object 1/content.xml)");
  requireRefused(withEntry({"Pictures/x.svg", "<svg/>"}), "templatePictureType(entry=Pictures/x.svg)");
  requireRefused(withEntry({"extra.bin", "x"}), "templateUnexpectedEntry(entry=extra.bin)");
}

BOOST_AUTO_TEST_CASE(names_that_lead_out_of_the_package_are_refused) {
  for (const char* name : {"../evil.xml", "/etc/passwd", "Pictures/../../evil.png", "C:evil", "a\\b"})
    requireRefused(withEntry({name, "x"}), "templateHostilePackage(entry=, reason=leadsOut)");
}

BOOST_AUTO_TEST_CASE(a_bomb_is_refused_without_unpacking_it) {
  const auto bytes = [] {
    auto entries = goodEntries();
    entries.push_back({"Pictures/bomb.png", std::string(17 * 1024 * 1024, '\0')});
    return zip(entries);
  }();
  BOOST_TEST(bytes.size() < 200'000u);
  requireRefused(refusals(bytes), "templateHostilePackage(entry=Pictures/bomb.png, reason=tooLarge)");
}

BOOST_AUTO_TEST_CASE(many_entries_are_refused) {
  auto entries = goodEntries();
  for (int number = 0; number < 300; ++number) entries.push_back({"Pictures/" + std::to_string(number), ""});
  requireRefused(refusals(zip(entries)), "templateHostilePackage(entry=, reason=tooMany)");
}

BOOST_AUTO_TEST_CASE(an_encrypted_one_is_refused) {
  auto entries = goodEntries();
  named(entries, "content.xml").encrypted = true;
  requireRefused(refusals(zip(entries)), "templateEncrypted(entry=content.xml)");

  entries = goodEntries();
  auto& manifest = named(entries, "META-INF/manifest.xml");
  manifest.content =
      edited(manifest.content, "<manifest:file-entry ", "<manifest:encryption-data/><manifest:file-entry ");
  requireRefused(refusals(zip(entries)), "templateEncrypted(entry=META-INF/manifest.xml)");
}

BOOST_AUTO_TEST_CASE(entities_are_refused_and_not_expanded) {
  auto entries = goodEntries();
  auto& content = named(entries, "content.xml");
  content.content = edited(content.content, "?>",
                           "?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY y \"&x;&x;&x;\">]>");
  requireRefused(refusals(zip(entries)), "templateDoctype(entry=content.xml)");
}

BOOST_AUTO_TEST_CASE(a_linked_picture_is_refused_and_one_of_the_package_is_not) {
  auto entries = goodEntries();
  auto& content = named(entries, "content.xml");
  content.content = edited(content.content, "xlink:href=\"Pictures/", "xlink:href=\"file:///Pictures/");
  requireRefused(refusals(zip(entries)), "templateLinked(element=draw:image)");
}

BOOST_AUTO_TEST_CASE(what_is_not_a_template_is_refused) {
  const auto code = [](const std::string& bytes) {
    const auto findings = refusals(bytes);
    return findings.empty() ? "" : findings.front().problem.code;
  };
  BOOST_TEST(code("") == "templateUnreadable");
  BOOST_TEST(code("hello") == "templateUnreadable");
  BOOST_TEST(code("<html/>") == "templateUnreadable");
  BOOST_TEST(code("PK\3\4 not a zip") == "templateUnreadable");
  BOOST_TEST(code(builtTemplate("voucher-approval", "ky").substr(0, 9000)) == "templateUnreadable");
  BOOST_TEST(code(std::string(17 * 1024 * 1024, ' ')) == "templateTooLarge");
  std::string deep;
  for (int level = 0; level < 5000; ++level) deep += "<a>";
  BOOST_TEST(code(deep) == "templateUnreadable");

  auto entries = goodEntries();
  named(entries, "mimetype").content = "application/vnd.oasis.opendocument.spreadsheet";
  BOOST_TEST(code(zip(entries)) == "templateWrongType");
  entries = goodEntries();
  std::erase_if(entries, [](const ZipEntry& entry) { return entry.name == "styles.xml"; });
  BOOST_TEST(code(zip(entries)) == "templateUnreadable");
}

BOOST_AUTO_TEST_CASE(a_damaged_entry_is_refused) {
  auto bytes = builtTemplate("voucher-approval", "ky");
  for (std::size_t at = bytes.size() / 2; at < bytes.size() / 2 + 40; ++at) bytes[at] ^= 0x5a;
  BOOST_TEST(!refusals(bytes).empty());
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace balalyk
