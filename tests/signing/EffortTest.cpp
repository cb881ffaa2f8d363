// Files that ask for minutes or hours, and are left after seconds with the verdict open.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ctime>

#include "CraftedSignature.h"
#include "EvidenceNight.h"
#include "Keyring.h"
#include "Reports.h"
#include "Services.h"
#include "Upgraded.h"
#include "signing/crypto/Base64.h"
#include "signing/evidence/EvidenceValidation.h"
#include "signing/evidence/HashTree.h"
#include "signing/validation/Validator.h"

using namespace balalyk::signing;
using namespace balalyk::signing::test;

namespace {

// Sanitizers make everything several times slower; GCC and clang say in different ways that one is on.
#ifdef __has_feature
#define SLOWED_DOWN __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SLOWED_DOWN 1
#else
#define SLOWED_DOWN 0
#endif
constexpr double kSeconds = SLOWED_DOWN ? 100 : 10;  // of processor

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string transform(const std::string& algorithm, const std::string& content = {}) {
  return "<ds:Transform Algorithm=\"" + algorithm + "\">" + content + "</ds:Transform>";
}

const std::string kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
const std::string kInclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";

// Nobody's signature with these transforms for its references to the element «x».
std::string signature(const std::string& transforms, int references = 1) {
  const std::string reference =
      "<ds:Reference URI=\"#x\"><ds:Transforms>" + transforms +
      "</ds:Transforms><ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>"
      "<ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>";
  return "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>"
         "<ds:CanonicalizationMethod Algorithm=\"" +
         kExclusive +
         "\"/>"
         "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>" +
         repeated(reference, references) + "</ds:SignedInfo><ds:SignatureValue>AAAA</ds:SignatureValue></ds:Signature>";
}

std::string manyNamespaces() {
  std::string all;
  for (int i = 0; i < 250; ++i) all += " xmlns:n" + std::to_string(i) + "=\"urn:n\"";
  return all;
}

std::string manyAttributes() {
  std::string all;
  for (int i = 0; i < 999; ++i) all += " a" + std::to_string(i) + "=\"\"";
  return all;
}

std::string manyPrefixes() {
  return transform(kExclusive, "<e:InclusiveNamespaces xmlns:e=\"" + kExclusive + "\" PrefixList=\"" +
                                   repeated("p ", 200'000) + "\"/>");
}

struct Demand {
  const char* name;
  const char* check;
  std::string (*make)();
};

std::ostream& operator<<(std::ostream& out, const Demand& demand) {
  return out << demand.name;
}

const Demand kDemands[] = {
    {"many references of many signatures to one large part", "withinLimits",
     [] {
       return "<r><a Id=\"x\">" + std::string(std::size_t{1} << 20, 'x') + "</a>" +
              repeated(signature(transform(kExclusive), 60), 64) + "</r>";
     }},
    {"namespaces that each of many elements looks for", "withinLimits",
     [] {
       return "<r" + manyNamespaces() + "><a Id=\"x\">" + repeated("<e/>", 150'000) + "</a>" +
              signature(transform(kInclusive)) + "</r>";
     }},
    {"prefixes that each of many elements looks for", "withinLimits",
     [] { return "<r><a Id=\"x\">" + repeated("<e/>", 150'000) + "</a>" + signature(manyPrefixes()) + "</r>"; }},
    {"a long name of a namespace that each of many elements writes", "withinLimits",
     [] {
       return "<r xmlns:n=\"urn:" + std::string(std::size_t{1} << 20, 'n') + "\"><a Id=\"x\">" +
              repeated("<n:e/>", 100'000) + "</a>" + signature(transform(kExclusive)) + "</r>";
     }},
    {"attributes to be put into their order again and again", "withinLimits",
     [] {
       return "<r><a Id=\"x\">" + repeated("<e" + manyAttributes() + "/>", 100) + "</a>" +
              signature(transform(kExclusive), 20) + "</r>";
     }},
    {"an expression of megabytes", "transformSupported",
     [] {
       const std::string expression = repeated("/ds:Signature", 600'000);
       return "<r><a Id=\"x\"/>" +
              signature(transform("http://www.w3.org/TR/1999/REC-xpath-19991116",
                                  "<ds:XPath>" + expression + "</ds:XPath>")) +
              "</r>";
     }},
};

double processorSeconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

// What was judged in part is not reported as if it were all.
void checkLeft(const VerificationReport& report, double seconds) {
  BOOST_TEST(seconds < kSeconds);
  BOOST_TEST_CONTEXT(toJson(report)) {
    BOOST_TEST(report.indication == Indication::indeterminate);
    BOOST_TEST(report.subIndication == SubIndication::generic);
    const Check* check = findFailed(report.checks, "withinLimits");
    BOOST_REQUIRE(check != nullptr);
    BOOST_TEST(check->params.at("reason") == "verificationBeyondLimits");
    BOOST_TEST(report.signatures.empty());
  }
}

// The same value with another unsigned byte behind it, so that each is another.
std::string varied(const std::string& xml, const std::string& element, int times) {
  const std::string open = "<xades:" + element + ">", close = "</xades:" + element + ">";
  const auto from = xml.find(open), to = xml.find(close);
  BOOST_REQUIRE(to != std::string::npos);
  const std::string value = *fromBase64(xml.substr(from + open.size(), to - from - open.size()));
  std::string all;
  for (int i = 0; i < times; ++i) all += open + toBase64(value + static_cast<char>(i)) + close;
  return xml.substr(0, from) + all + xml.substr(to + close.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(effort)

BOOST_DATA_TEST_CASE(a_small_file_cannot_ask_for_hours, boost::unit_test::data::make(kDemands), demand) {
  const std::string xml = demand.make();
  const double before = processorSeconds();
  const auto report = Validator{Keyring::get().anchors()}.verify(xml, now());
  const double took = processorSeconds() - before;
  if (demand.check == std::string{"withinLimits"}) return checkLeft(report, took);
  BOOST_TEST(took < kSeconds);
  BOOST_TEST(report.indication == Indication::indeterminate);
  BOOST_TEST(findFailed(report.signatures.at(0).checks, demand.check) != nullptr);
}

BOOST_AUTO_TEST_CASE(answers_to_be_checked_against_each_other_are_left_too) {
  auto authority = Services::get().authority();
  auto collector = Services::get().collector();
  const std::string t = addSignatureTimeStamp(signedContainer("p256"), authority);
  CraftedSignature crafted{addValidationData(t, Keyring::get().anchors(), collector)};
  crafted.xml = varied(varied(crafted.xml, "EncapsulatedOCSPValue", 250), "EncapsulatedCRLValue", 250);
  for (int i = 1; i < 16; ++i) {
    crafted.zip.entries.push_back({"META-INF/signatures" + std::to_string(i) + ".xml", crafted.xml, true});
  }
  const std::string bytes = crafted.build();
  const double before = processorSeconds();
  const auto report = Validator{Keyring::get().anchors()}.verify(bytes, now() + std::chrono::hours{1});
  checkLeft(report, processorSeconds() - before);
}

BOOST_AUTO_TEST_CASE(a_record_of_many_renewals_is_left_too) {
  const std::string file = "a file";
  const std::string token =
      Services::get().authority().stampValue(method("SHA-256"), digestWith(method("SHA-256"), file));
  ArchiveTimeStamp stamp{"SHA-256", {HashList(200, std::string(32, 'h'))}, token};
  const std::string record = encodeEvidenceRecord(recordOf(std::vector<ArchiveTimeStampChain>(900, {{stamp}, {}})));
  const EvidenceObject object{"file", file};
  const double before = processorSeconds();
  const auto report = validateEvidence(record, {&object, 1}, Keyring::get().anchors(), {}, now());
  BOOST_TEST(processorSeconds() - before < kSeconds);
  BOOST_TEST_CONTEXT(report.checks.size()) {
    BOOST_TEST(report.indication == Indication::indeterminate);
    BOOST_TEST(findFailed(report.checks, "withinLimits") != nullptr);
    BOOST_TEST(!report.provedTime.has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()
