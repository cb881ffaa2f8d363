#include "pipeline/record/RecordXml.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <memory>

#include "Examples.h"
#include "RandomRecords.h"
#include "pipeline/record/RecentRecords.h"

using namespace balalyk;
using namespace balalyk::examples;
namespace data = boost::unit_test::data;

namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* handle) const {
    release(handle);
  }
};

using XmlDocument = std::unique_ptr<xmlDoc, Release<xmlFreeDoc>>;

XmlDocument parsed(const std::string& xml) {
  XmlDocument document(xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr, XML_PARSE_NONET));
  BOOST_REQUIRE(document);
  return document;
}

std::string canonical(const std::string& xml) {
  const auto document = parsed(xml);
  xmlChar* bytes = nullptr;
  const int size = xmlC14NDocDumpMemory(document.get(), nullptr, XML_C14N_1_0, nullptr, 1, &bytes);
  BOOST_REQUIRE(size > 0);
  std::string result(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  xmlFree(bytes);
  return result;
}

bool fitsSchema(const std::string& xml) {
  using Parser = std::unique_ptr<xmlSchemaParserCtxt, Release<xmlSchemaFreeParserCtxt>>;
  using Schema = std::unique_ptr<xmlSchema, Release<xmlSchemaFree>>;
  using Check = std::unique_ptr<xmlSchemaValidCtxt, Release<xmlSchemaFreeValidCtxt>>;
  static const Schema schema = [] {
    const Parser parser(xmlSchemaNewParserCtxt(BALALYK_SOURCE "/pipeline/record/record.xsd"));
    return Schema(xmlSchemaParse(parser.get()));
  }();
  BOOST_REQUIRE(schema);
  const Check check(xmlSchemaNewValidCtxt(schema.get()));
  return xmlSchemaValidateDoc(check.get(), parsed(xml).get()) == 0;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  BOOST_REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

void refuses(const std::string& xml) {
  BOOST_CHECK_EXCEPTION(fromXml(xml), Error,
                        [](const Error& error) { return error.problem().code == "recordXmlUnreadable"; });
}

// What the XML leaves out.
Record asFrozen(Record record) {
  std::visit([](auto& one) { one.origin.changedAt = 0; }, record);
  const auto strip = [](Member& member) {
    if (member.role != CommissionRole::chairperson) member.pin.clear();
    member.phone.clear();
    member.email.clear();
  };
  if (auto* list = std::get_if<VoucherList>(&record)) {
    strip(list->chairperson);
    list->chairperson.pin.clear();
  }
  if (auto* application = std::get_if<Application>(&record)) {
    application->guardian.phone.clear();
    application->guardian.email.clear();
    for (auto& member : application->ticked) strip(member);
  }
  if (auto* meal = std::get_if<MealSubsidy>(&record))
    for (auto& member : meal->ticked) strip(member);
  return record;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(RecordXml)

BOOST_AUTO_TEST_CASE(random_records_come_back_as_they_were_and_the_xml_is_canonical_and_fits_the_schema) {
  RandomRecords random(20251122);
  for (int turn = 0; turn < 300; ++turn) {
    const Record record = random.record();
    const std::string xml = toXml(record);
    BOOST_TEST_CONTEXT("turn " << turn << ": " << xml) {
      BOOST_REQUIRE((fromXml(xml) == asFrozen(record)));
      BOOST_REQUIRE(canonical(xml) == xml);
      BOOST_REQUIRE(fitsSchema(xml));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_was_read_lately_is_the_record_of_these_very_bytes) {
  RandomRecords random(20261130);
  std::vector<std::string> texts;
  for (int i = 0; i < 300; ++i) texts.push_back(toXml(random.record()));  // more than are kept
  for (int turn = 0; turn < 2; ++turn)
    for (const auto& xml : texts) {
      const auto first = recentRecord(xml);
      BOOST_REQUIRE((*first == fromXml(xml)));
      BOOST_REQUIRE((recentRecord(xml) == first));
    }
  for (int turn = 0; turn < 2; ++turn) BOOST_CHECK_THROW(recentRecord("<record/>"), Error);
}

BOOST_AUTO_TEST_CASE(large_records_are_not_at_hand_for_long) {
  const auto read = [](char c) {
    MealSubsidy meal;
    meal.uploadId = std::string(1'500'000, c);
    return recentRecord(toXml(meal));
  };
  const std::weak_ptr<const Record> first = read('a');
  BOOST_TEST(!first.expired());
  for (const char c : {'b', 'c', 'd'}) read(c);
  BOOST_TEST(first.expired());
}

BOOST_AUTO_TEST_CASE(empty_records_can_be_written_and_read) {
  for (const Record& record : {Record(Application{}), Record(MealSubsidy{}), Record(VoucherList{})}) {
    const std::string xml = toXml(record);
    BOOST_TEST((fromXml(xml) == record));
    BOOST_TEST(fitsSchema(xml));
  }
}

BOOST_AUTO_TEST_CASE(absent_and_empty_differ) {
  auto record = application();
  record.amountPerMonth = 0;
  const auto zero = toXml(record);
  record.amountPerMonth.reset();
  BOOST_TEST(toXml(record) != zero);
  BOOST_TEST(!std::get<Application>(fromXml(toXml(record))).amountPerMonth);
  BOOST_TEST(std::get<Application>(fromXml(zero)).amountPerMonth.value() == 0);
}

BOOST_AUTO_TEST_CASE(a_touched_record_keeps_its_digest_and_any_other_change_does_not) {
  auto record = application();
  const auto digest = recordDigest(toXml(record));
  BOOST_TEST(digest.size() == 64U);
  record.origin.changedAt += 1000;
  BOOST_TEST(recordDigest(toXml(record)) == digest);
  record.comments += ".";
  BOOST_TEST(recordDigest(toXml(record)) != digest);
}

BOOST_AUTO_TEST_CASE(the_known_digest_of_a_known_record_has_not_changed) {
  // A digest that changes by a new release would make every record look changed: then the namespace must change too.
  BOOST_TEST(recordDigest(toXml(application())) == "970d5a842faf6f1466f0075350bad40fdd638cb397fe8d307406a457cc238cb2");
  BOOST_TEST(recordDigest(toXml(voucherList())) == "4b3a28296212bace2f32ee4d2c8d21e1809c00e35a3d724b5271b06378fe1bae");
}

BOOST_AUTO_TEST_CASE(of_the_members_only_the_chairpersons_pin_is_kept) {
  auto record = application();
  record.ticked[1].pin = record.ticked[2].pin = "20101197000002";
  const auto xml = toXml(record);
  BOOST_TEST(xml.find("20101197000002") == std::string::npos);
  BOOST_TEST(xml.find("10101197000001") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_list_is_published_and_carries_no_pin) {
  const auto list = voucherList();
  BOOST_TEST_REQUIRE(!list.chairperson.pin.empty());
  const auto xml = toXml(list);
  BOOST_TEST(xml.find(list.chairperson.pin) == std::string::npos);
  BOOST_TEST(xml.find("pin=") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(hostile_text_of_a_returned_record_can_still_be_written_and_read) {
  auto record = application();
  record.child.name.surname = std::string("а\0б\x01\x1B]]>\xFF\xED\xA0\x80\uFFFE<!DOCTYPE x>&lt;\"'\r\n\t", 38);
  record.child.pin = "\r\n\t\"<&>\x02";
  record.origin.key = "\xC3";
  const auto xml = toXml(record);
  BOOST_TEST(canonical(xml) == xml);
  BOOST_TEST(fitsSchema(xml));
  const auto read = std::get<Application>(fromXml(xml));
  BOOST_TEST(read.child.pin == "\r\n\t\"<&>\uFFFD");
  BOOST_TEST(read.origin.key == "\uFFFD");
  BOOST_TEST(read.child.name.surname.starts_with("а\uFFFDб\uFFFD\uFFFD]]>\uFFFD"));
}

BOOST_AUTO_TEST_CASE(a_list_of_many_thousands_is_read_back) {
  auto record = voucherList();
  record.origin.changedAt = 0;
  record.chairperson.pin.clear();
  for (int number = 0; number < 20'000; ++number) {
    record.holders.push_back(record.holders[0]);
    record.holders.back().key = std::to_string(number);
  }
  BOOST_TEST((fromXml(toXml(record)) == Record(record)));
}

struct Forgery {
  const char *name, *from, *to;
};
std::ostream& operator<<(std::ostream& out, const Forgery& one) {
  return out << one.name;
}

const Forgery kForgeries[] = {
    {"declaration", "<application", "<?xml version=\"1.0\"?><application"},
    {"DOCTYPE", "<application", "<!DOCTYPE application [<!ENTITY e \"x\">]><application"},
    {"external entity", "<application", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><application"},
    {"unknown entity", "Биринчи", "&e;"},
    {"comment", "<benefits>", "<!-- --><benefits>"},
    {"CDATA", "Биринчи", "<![CDATA[Биринчи]]>"},
    {"processing instruction", "<benefits>", "<?x?><benefits>"},
    {"other namespace", "ns/record/1", "ns/record/2"},
    {"no namespace", " xmlns=\"https://balalyk.edu.gov.kg/ns/record/1\"", ""},
    {"other root", "<application", "<protocol"},
    {"unknown attribute", "approved=", "a=\"\" approved="},
    {"unknown element", "<benefits>", "<extra></extra><benefits>"},
    {"missing element", "<protocolNumber>12/34</protocolNumber>", ""},
    {"twice an element", "<protocolNumber>", "<protocolNumber>7</protocolNumber><protocolNumber>"},
    {"an element inside a text", "12/34", "12<b></b>/34"},
    {"stray text", "<benefits>", "x<benefits>"},
    {"other white space", "\n  <benefits>", "<benefits>"},
    {"other quotes", "key=\"A-1\"", "key='A-1'"},
    {"character reference", "12/34", "&#49;2/34"},
    {"no boolean", "approved=\"true\"", "approved=\"1\""},
    {"no date", "2025-05-15", "2025-05-32"},
    {"no number", "310000", "310000.5"},
    {"number with a sign", "310000", "+310000"},
    {"number out of range", "310000", "9223372036854775808"},
    {"other unit", "tyiyn", "som"},
    {"a member's PIN", " role=\"member\"", " pin=\"1\" role=\"member\""},
    {"unknown role", "role=\"secretary\"", "role=\"king\""},
    {"unknown languages", "languages=\"both\"", "languages=\"all\""},
    {"not UTF-8", "Биринчи", "\xFF"},
    {"unclosed", "</application>", ""},
    {"trailing element", "</application>", "</application><a></a>"},
    {"trailing space", "</application>", "</application> "},
};

BOOST_DATA_TEST_CASE(what_to_xml_would_not_have_written_is_refused, data::make(kForgeries), one) {
  const auto xml = toXml(application());
  BOOST_REQUIRE_NO_THROW(fromXml(xml));
  refuses(replaced(xml, one.from, one.to));
}

BOOST_AUTO_TEST_CASE(what_is_not_a_xml_is_refused) {
  for (const char* text : {"", "x", "<", "<a>", "\0", "<application/>"}) refuses(text);
  refuses(std::string(5'000, '<'));
  std::string deep;
  for (int level = 0; level < 100'000; ++level) deep += "<a>";
  refuses(deep);
  refuses(std::string((32U << 20U) + 1, ' '));
}

BOOST_AUTO_TEST_CASE(every_cut_and_many_a_changed_byte_is_refused_or_reads_as_another_record) {
  const auto xml = toXml(voucherList());
  for (std::size_t at = 0; at < xml.size(); at += 7) refuses(xml.substr(0, at));
  for (std::size_t at = 0; at < xml.size(); at += 3) {
    std::string changed = xml;
    changed[at] = static_cast<char>(changed[at] ^ 0x11);
    try {
      BOOST_TEST(toXml(fromXml(changed)) == changed);
    } catch (const Error& error) {
      BOOST_TEST(error.problem().code == "recordXmlUnreadable");
    }
  }
}

BOOST_AUTO_TEST_CASE(an_error_reports_no_value_of_the_record) {
  try {
    fromXml(replaced(toXml(application()), "310000", "Асанов"));
    BOOST_FAIL("read");
  } catch (const Error& error) {
    BOOST_TEST(std::string(error.what()).find("Асанов") == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
