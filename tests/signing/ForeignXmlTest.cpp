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

const std::string kExclusive = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform>";
const std::string kEnveloped =
    "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></ds:Transform>";

std::string xpath(const std::string& expression) {
  return "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>" + expression +
         "</ds:XPath></ds:Transform>";
}

std::string filter(const std::string& expression, const std::string& kind = "subtract") {
  return "<ds:Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\"><f:XPath "
         "xmlns:f=\"http://www.w3.org/2002/06/xmldsig-filter2\" Filter=\"" +
         kind + "\">" + expression + "</f:XPath></ds:Transform>";
}

std::string reference(const std::string& id, const std::string& uri, const std::string& transforms,
                      const std::string& signedBytes) {
  return "<ds:Reference Id=\"" + id + "\" URI=\"" + uri + "\"><ds:Transforms>" + transforms +
         "</ds:Transforms><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>"
         "<ds:DigestValue>" +
         toBase64(bytesOf(sha256(signedBytes))) + "</ds:DigestValue></ds:Reference>";
}

// A signature with these references alone. S0-R0 and S0-R1 are those whose media types it states.
std::string signature(const std::string& references, const std::string& objects = {}, const std::string& id = "S0") {
  CraftedSignature crafted{signedContainer("p256")};
  crafted.replace(crafted.between("<ds:Reference Id=\"S0-R1\"", "</ds:Reference>"), "");
  crafted.replace(crafted.between("<ds:Reference Id=\"S0-R0\"", "</ds:Reference>"), references);
  crafted.replace("</ds:Signature>", objects + "</ds:Signature>");
  if (id != "S0") {
    crafted.replaceAll("\"S0", "\"" + id);
    crafted.replaceAll("#S0", "#" + id);
    crafted.refreshPropertiesDigest();
    crafted.replace(id + "-SignatureValue", "S0-SignatureValue");
  }
  crafted.signAgain(*Keyring::get().key("p256"));
  if (id != "S0") crafted.replace("S0-SignatureValue", id + "-SignatureValue");
  return crafted.between("<ds:Signature ", "</ds:Signature>");
}

const std::string kOpen = "<note><to>Айгүл</to>", kClose = "</note>";

VerificationReport verifyXml(const std::string& xml) {
  return Validator{Keyring::get().anchors()}.verify(xml, now());
}

bool failsOpenly(const VerificationReport& report, const std::string& check) {
  BOOST_TEST_INFO(toJson(report));
  return report.indication == Indication::indeterminate && findFailed(report.signatures.at(0).checks, check) != nullptr;
}

struct Idiom {
  const char* name;
  std::string transform;
  bool understood = true;
};

std::ostream& operator<<(std::ostream& out, const Idiom& idiom) {
  return out << idiom.name;
}

const Idiom kIdioms[] = {
    {"the transform of XML-DSig", kEnveloped},
    {"XPath", xpath("not(ancestor-or-self::ds:Signature)")},
    {"XPath with spaces", xpath(" not ( ancestor-or-self::ds:Signature )\n")},
    {"the XPath of XML-DSig, 6.6.3",
     xpath("count(ancestor-or-self::ds:Signature | here()/ancestor::ds:Signature[1]) &gt; "
           "count(ancestor-or-self::ds:Signature)")},
    {"filter 2.0 as DSS writes it", filter("/descendant::ds:Signature")},
    {"filter 2.0 in short", filter("//ds:Signature")},
    {"filter 2.0 of the nearest", filter("here()/ancestor::ds:Signature[1]")},
    {"two of them", kEnveloped + xpath("not(ancestor-or-self::ds:Signature)")},
    {"another XPath", xpath("not(ancestor-or-self::ds:Object)"), false},
    {"an XPath that leaves out what ends in that name", xpath("not(ancestor-or-self::x-ds:Signature)"), false},
    {"an XPath with a prefix that means something else", xpath("not(ancestor-or-self::x:Signature)"), false},
    {"a filter that keeps instead", filter("/descendant::ds:Signature", "intersect"), false},
    {"XSLT", "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"><x></x></ds:Transform>", false},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(foreign_xml)

BOOST_DATA_TEST_CASE(signatures_are_left_out_by_idioms_known_by_their_text, boost::unit_test::data::make(kIdioms),
                     idiom) {
  const std::string own = signature(reference("S0-R0", "", idiom.transform + kExclusive, kOpen + kClose));
  const auto report = verifyXml(kOpen + own + kClose);
  if (!idiom.understood) {
    BOOST_TEST(failsOpenly(report, "transformSupported"));
    return;
  }
  BOOST_TEST_INFO(toJson(report));
  BOOST_TEST(report.passed());
  BOOST_TEST(verifyXml(kOpen + "<more/>" + own + kClose).subIndication == hashFailure);
}

BOOST_AUTO_TEST_CASE(several_signatures_of_one_document_are_all_judged) {
  const std::string transform = xpath("not(ancestor-or-self::ds:Signature)") + kExclusive;
  const std::string first = signature(reference("S0-R0", "", transform, kOpen + kClose));
  const std::string second = signature(reference("S1-R0", "", transform, kOpen + kClose), {}, "S1");
  const auto report = verifyXml(kOpen + first + second + kClose);
  BOOST_TEST_INFO(toJson(report));
  BOOST_TEST(report.passed());
  BOOST_REQUIRE_EQUAL(report.signatures.size(), 2U);
  BOOST_TEST(report.signatures[1].id == "S1");

  // What is left out as a signature must be one.
  const auto smuggled = verifyXml(kOpen + first +
                                  "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:Object>another "
                                  "price</ds:Object></ds:Signature>" +
                                  kClose);
  BOOST_TEST(smuggled.subIndication == formatFailure);
}

BOOST_AUTO_TEST_CASE(two_references_to_one_document_do_not_cover_an_object_beside_it) {
  const std::string open = "<note Id=\"n1\">";
  const std::string references = reference("S0-R0", "", kEnveloped + kExclusive, open + kClose) +
                                 reference("S0-R1", "#n1", kEnveloped + kExclusive, open + kClose);
  BOOST_TEST(verifyXml(open + signature(references) + kClose).passed());
  const auto report = verifyXml(open + signature(references, "<ds:Object>nobody signed this</ds:Object>") + kClose);
  BOOST_TEST(failsOpenly(report, "everythingCovered"));
}

BOOST_AUTO_TEST_CASE(what_an_object_holds_may_be_signed_instead_of_the_object) {
  const std::string data = "<data xmlns=\"urn:d\" Id=\"d1\">1</data>", open = "<ds:Object>", close = "</ds:Object>";
  const std::string references = reference("S0-R0", "#d1", kExclusive, data);
  BOOST_TEST(verifyXml(signature(references, open + data + close)).passed());
  BOOST_TEST(failsOpenly(verifyXml(signature(references, open + data + "<more/>" + close)), "everythingCovered"));
  BOOST_TEST(failsOpenly(verifyXml(signature(references, open + data + "more" + close)), "everythingCovered"));
  const auto changed = verifyXml(signature(references, open + "<data xmlns=\"urn:d\" Id=\"d1\">2</data>" + close));
  BOOST_TEST(changed.subIndication == hashFailure);
}

// Only signatures that are judged may be beside what is signed or left out of it. Those within an object are not.
BOOST_AUTO_TEST_CASE(nothing_is_hidden_in_an_object_under_the_name_of_a_signature) {
  const std::string hidden =
      "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:Object>another "
      "price</ds:Object></ds:Signature >";
  const std::string data = "<data xmlns=\"urn:d\" Id=\"d1\">1</data>", open = "<ds:Object>", close = "</ds:Object>";
  const auto beside = verifyXml(signature(reference("S0-R0", "#d1", kExclusive, data), open + data + hidden + close));
  BOOST_TEST(failsOpenly(beside, "everythingCovered"));

  const std::string leftOut = xpath("not(ancestor-or-self::ds:Signature)") + kExclusive;
  const std::string holder = "<data xmlns=\"urn:d\" Id=\"d1\">1" + hidden + "</data>";
  const auto within = verifyXml(signature(reference("S0-R0", "#d1", leftOut, data), open + holder + close));
  BOOST_TEST(failsOpenly(within, "referenceSupported"));
}

BOOST_AUTO_TEST_CASE(signs_of_equality_in_a_text_are_not_attributes) {
  std::string text = "<note>";
  for (int i = 0; i < 2000; ++i) text += "a=b\n";
  const std::string own = signature(reference("S0-R0", "", kEnveloped + kExclusive, text + kClose));
  const auto report = verifyXml(text + own + kClose);
  BOOST_TEST_INFO(toJson(report));
  BOOST_TEST(report.passed());
}

BOOST_AUTO_TEST_CASE(a_part_of_a_document_covers_it_when_the_rest_says_nothing) {
  const std::string data = "<data Id=\"d1\">1</data>";
  const std::string own = signature(reference("S0-R0", "#d1", kExclusive, data));
  const auto report = verifyXml("<all>" + data + own + "</all>");
  BOOST_TEST(report.passed());
  const Check* check = findFailed(report.signatures.at(0).checks, "envelopeSigned");
  BOOST_REQUIRE(check != nullptr);
  BOOST_TEST(check->tolerated);
  for (const std::string rest : {"<more/>", "text", "<more><data/></more>"}) {
    BOOST_TEST(failsOpenly(verifyXml("<all>" + data + rest + own + "</all>"), "everythingCovered"));
  }
  BOOST_TEST(failsOpenly(verifyXml("<all price=\"1\">" + data + own + "</all>"), "everythingCovered"));
  BOOST_TEST(failsOpenly(verifyXml("<all><deep>" + data + "</deep>" + own + "</all>"), "everythingCovered"));
}

BOOST_AUTO_TEST_CASE(an_id_counts_where_it_is_used) {
  const std::string open = "<list><item id=\"1\"></item><item id=\"1\"></item>", close = "</list>";
  BOOST_TEST(
      verifyXml(open + signature(reference("S0-R0", "", kEnveloped + kExclusive, open + close)) + close).passed());
  const std::string data = "<data Id=\"d1\">1</data>";
  const std::string own = signature(reference("S0-R0", "#d1", kExclusive, data));
  BOOST_TEST(verifyXml("<all>" + data + data + own + "</all>").subIndication == formatFailure);
  // The Id of something in the signature used outside of it.
  BOOST_TEST(verifyXml("<all>" + data + "<x id=\"S0-SignedProperties\"/>" + own + "</all>").subIndication ==
             formatFailure);
}

BOOST_AUTO_TEST_CASE(a_signed_list_of_digests_is_followed) {
  const std::string data = "<data xmlns=\"urn:d\" Id=\"d1\">1</data>";
  const auto manifest = [&](const std::string& entries) {
    return "<ds:Manifest xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"m1\">" + entries + "</ds:Manifest>";
  };
  const auto build = [&](const std::string& list, const std::string& object) {
    std::string own = reference("S0-R0", "#m1", kExclusive, list);
    own.replace(own.find(" URI="), 5, " Type=\"http://www.w3.org/2000/09/xmldsig#Manifest\" URI=");
    return verifyXml(signature(own, "<ds:Object>" + list + "</ds:Object><ds:Object>" + object + "</ds:Object>"));
  };
  const std::string list = manifest(reference("M-R0", "#d1", kExclusive, data));
  BOOST_TEST(build(list, data).passed());
  BOOST_TEST(build(list, "<data xmlns=\"urn:d\" Id=\"d1\">2</data>").subIndication == hashFailure);
  BOOST_TEST(build(manifest(reference("M-R0", "#gone", kExclusive, data)), data).subIndication == signedDataNotFound);
  BOOST_TEST(build(manifest(reference("M-R0", "", kExclusive, data)), data).indication != Indication::totalPassed);
}

BOOST_AUTO_TEST_CASE(comments_are_signed_by_pointers_that_keep_them_only) {
  const std::string comments =
      "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#WithComments\"></ds:Transform>";
  const std::string open = "<note Id=\"n1\"><!-- 100 -->", without = "<note Id=\"n1\"></note>";
  const auto passes = [&](const std::string& uri, const std::string& bytes) {
    return verifyXml(open + signature(reference("S0-R0", uri, kEnveloped + comments, bytes)) + kClose).passed();
  };
  BOOST_TEST(passes("", without));
  BOOST_TEST(passes("#n1", without));
  BOOST_TEST(passes("#xpointer(/)", open + kClose));
  BOOST_TEST(passes("#xpointer(id('n1'))", open + kClose));
  BOOST_TEST(!passes("#xpointer(/)", without));
  BOOST_TEST(
      failsOpenly(verifyXml(open + signature(reference("S0-R0", "#xpointer(//note)", kEnveloped, without)) + kClose),
                  "referenceSupported"));
}

BOOST_AUTO_TEST_CASE(a_prefix_list_keeps_namespaces_in_the_canonical_form) {
  const std::string transform =
      "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"><ec:InclusiveNamespaces "
      "xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"u\"></ec:InclusiveNamespaces></ds:Transform>";
  const std::string open = "<note xmlns:u=\"urn:u\" xmlns:v=\"urn:v\">";
  const std::string bytes = "<note xmlns:u=\"urn:u\"></note>";
  const auto report = verifyXml(open + signature(reference("S0-R0", "", kEnveloped + transform, bytes)) + kClose);
  BOOST_TEST_INFO(toJson(report));
  BOOST_TEST(report.passed());
}

BOOST_AUTO_TEST_CASE(documents_in_older_encodings_are_read) {
  const std::string head = "<?xml version=\"1.0\" encoding=\"windows-1251\"?>";
  std::string own = signature(reference("S0-R0", "", kEnveloped + kExclusive, "<note>Айгуль</note>"));
  for (std::size_t at = 0; at < own.size(); ++at) {  // as numbers, since the encoding lacks Kyrgyz letters
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(own[at + i]); };
    if (byte(0) < 0x80) continue;
    const std::size_t size = byte(0) < 0xe0 ? 2 : 3;
    const int number = size == 2 ? (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f)
                                 : (byte(0) & 0xf) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    own.replace(at, size, "&#" + std::to_string(number) + ";");
  }
  const auto report = verifyXml(head + "<note>\xc0\xe9\xe3\xf3\xeb\xfc" + own + "</note>");
  BOOST_TEST_INFO(toJson(report));
  BOOST_TEST(report.passed());
  const auto unknown = verifyXml("<?xml version=\"1.0\" encoding=\"UTF-7\"?><note>" + own + "</note>");
  BOOST_TEST(unknown.indication == Indication::indeterminate);
  BOOST_TEST(unknown.signatures.at(0).checks.front().params.at("reason") == "xmlEncodingUnsupported");
}

BOOST_AUTO_TEST_SUITE_END()
