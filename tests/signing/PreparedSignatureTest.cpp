#include <libxml/c14n.h>

#include <algorithm>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "Enveloping.h"
#include "ErrorCode.h"
#include "Keyring.h"
#include "signing/SigningError.h"
#include "signing/container/AsicReader.h"
#include "signing/validation/Validator.h"
#include "signing/xades/SignatureXml.h"
#include "signing/xml/Document.h"
#include "signing/xml/Names.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

const xmlNode* find(const xmlNode* node, std::string_view name) {
  for (const xmlNode* child : xml::children(node)) {
    if (reinterpret_cast<const char*>(child->name) == name) return child;
    if (const xmlNode* deeper = find(child, name)) return deeper;
  }
  return nullptr;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(prepared_signatures)

BOOST_AUTO_TEST_CASE(the_xml_is_written_in_the_canonical_form_libxml2_gives_it) {
  const auto key = Keyring::get().key("p256");
  std::vector<DataFile> files = sampleFiles();
  files.push_back({"a&b.txt", "text/plain; note=\"<\t\r\n>&\"", "x"});
  auto parameters = sampleParameters();
  parameters.role = "<Төрага>\t&amp;\r\n]]> \"'\xc2\x85 \xf0\x9f\x98\x80";
  const auto prepared = prepare(DigestedFiles(files), key->certificate(), key->chain(), parameters);
  const auto document = xml::Document::parse(buildSignatureDocument(prepared, "value"));
  for (const auto& [name, built] :
       {std::pair{"SignedInfo", prepared.signedInfo}, {"SignedProperties", prepared.signedProperties}}) {
    const xmlNode* node = find(document.root(), name);
    BOOST_REQUIRE(node != nullptr);
    BOOST_TEST(xml::canonicalise(document, node, xml::Canonicalisation::exclusive10) == built);
  }
}

BOOST_AUTO_TEST_CASE(the_same_signature_value_gives_the_same_bytes) {
  const auto key = Keyring::get().key("rsa2048");
  const auto files = sampleFiles();
  const auto parameters = sampleParameters();
  BOOST_TEST((signedContainer(files, *key, parameters) == signedContainer(files, *key, parameters)));
}

BOOST_AUTO_TEST_CASE(a_signature_is_not_finished_over_other_files_or_with_another_value) {
  const auto key = Keyring::get().key("p256");
  const DigestedFiles files(sampleFiles());
  const auto prepared = prepare(files, key->certificate(), key->chain(), sampleParameters());
  const Digest digest = digestToSign(prepared), other = sha256("other");
  const std::string value = key->sign({&digest, 1}).front();
  auto changed = sampleFiles();
  changed[0].content += '\n';
  BOOST_TEST(codeOf([&] { finish(prepared, DigestedFiles(changed), value); }) == "fileChanged");
  BOOST_TEST(codeOf([&] { finish(prepared, DigestedFiles({sampleFiles()[0]}), value); }) == "filesMissing");
  BOOST_TEST(codeOf([&] { finish(prepared, files, key->sign({&other, 1}).front()); }) == "signatureValueWrong");
  BOOST_TEST(codeOf([&] { finish(prepared, files, ""); }) == "signatureValueWrong");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_signed_is_refused_before_the_key_is_asked) {
  const auto key = Keyring::get().key("p256");
  const auto with = [&](std::vector<DataFile> files, const SignatureParameters& parameters = sampleParameters()) {
    return codeOf([&] { prepare(DigestedFiles(std::move(files)), key->certificate(), key->chain(), parameters); });
  };
  BOOST_TEST(with({}) == "filesMissing");
  for (const char* name : {"", "/a", "../a", "a//b", "a\\b", "a:b", "mimetype", "MIMETYPE", "META-INF/a", "meta-inf/a",
                           "a\x01", "\xff", "и\xcc\x86"}) {
    BOOST_TEST_INFO(name);
    BOOST_TEST(with({{name, "text/plain", "x"}}) == "fileNameRefused");
  }
  BOOST_TEST(with({{"a", "text/plain", "x"}, {"A", "text/plain", "y"}}) == "fileNameTwice");
  BOOST_TEST(with({{"a", "", "x"}}) == "fileTextRefused");
  BOOST_TEST(with({{"a", "text/\x02", "x"}}) == "fileTextRefused");
  BOOST_TEST(with({{"a", "text/plain", "x"}}, {.role = "\x1b[0m"}) == "fileTextRefused");
  BOOST_TEST(with({{"a/b/c.txt", "text/plain", ""}}) == "nothing thrown");
}

BOOST_AUTO_TEST_CASE(the_container_holds_its_files_as_they_were_in_a_fixed_order) {
  const auto files = sampleFiles();
  const std::string container = signedContainer("p256");
  // ETSI EN 319 162-1, A.1: the media type can be read at a fixed place.
  BOOST_TEST(container.substr(30, 39) == "mimetypeapplication/vnd.etsi.asic-e+zip");
  const auto contents = readAsic(container);
  BOOST_REQUIRE_EQUAL(contents.entries.size(), 4U);
  for (std::size_t i = 0; i < files.size(); ++i) {
    BOOST_TEST(contents.entries[i].name == files[i].name);
    BOOST_TEST((contents.entries[i].content == files[i].content));
  }
  BOOST_TEST(contents.entries[2].name == "META-INF/manifest.xml");
  BOOST_TEST(contents.entries[3].name == "META-INF/signatures0.xml");
}

const std::string kMembers[] = {"rsa2048", "p256"};

BOOST_DATA_TEST_CASE(an_enveloping_signature_carries_and_covers_its_file, boost::unit_test::data::make(kMembers),
                     member) {
  const auto key = Keyring::get().key(member);
  const DataFile file = sampleFiles()[1];
  std::string bytes = envelopingSignature(file, *key, sampleParameters());
  const Validator validator{Keyring::get().anchors()};
  const auto report = validator.verify(bytes, now());
  BOOST_TEST_INFO(toJson(report));
  BOOST_REQUIRE(report.passed());
  BOOST_TEST(report.format == "XAdES");
  BOOST_REQUIRE_EQUAL(report.signatures.front().files.size(), 1U);
  BOOST_TEST(report.signatures.front().files[0].name == file.name);
  BOOST_TEST(report.signatures.front().files[0].digest == toHex(sha256(file.content)));

  const auto at = bytes.find("Id=\"S0-O0\"");
  bytes[bytes.find('>', at) + 1] ^= 1;
  BOOST_TEST(toString(validator.verify(bytes, now()).subIndication) == "HASH_FAILURE");
}

BOOST_AUTO_TEST_SUITE_END()
