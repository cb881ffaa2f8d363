#include <boost/test/unit_test.hpp>
#include <sstream>

#include "signing/JsonWriter.h"
#include "signing/SigningError.h"
#include "signing/Time.h"
#include "signing/container/EntryName.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/crypto/Base64.h"
#include "signing/crypto/Digest.h"
#include "signing/evidence/EvidenceRecord.h"
#include "signing/xml/CanonicalText.h"

using namespace balalyk::signing;

BOOST_AUTO_TEST_SUITE(basics)

BOOST_AUTO_TEST_CASE(sha256_is_the_same_by_any_way) {
  // FIPS 180-4, the example of one block.
  const std::string expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  BOOST_TEST(toHex(sha256(std::string_view{"abc"})) == expected);
  std::istringstream stream{"abc"};
  BOOST_TEST(toHex(sha256(stream)) == expected);
  Sha256 hash;
  hash.update("a");
  hash.update("bc");
  BOOST_TEST(toHex(hash.finish()) == expected);
  hash.update("abc");
  BOOST_TEST(toHex(hash.finish()) == expected);
  BOOST_TEST((digestFromHex(expected) == sha256(std::string_view{"abc"})));
  BOOST_CHECK_THROW(digestFromHex("12"), SigningError);
  BOOST_CHECK_THROW(digestFromHex(std::string(64, 'g')), SigningError);
}

BOOST_AUTO_TEST_CASE(base64_takes_back_what_it_gave_and_nothing_else) {
  for (const std::string bytes : {"", "a", "ab", "abc", "abcd"}) BOOST_TEST(*fromBase64(toBase64(bytes)) == bytes);
  BOOST_TEST(*fromBase64(" YW\r\nJj\tZA = =\n") == "abcd");
  for (const char* bad : {"Y", "YW", "YWI", "YW=", "Y===", "=", "YQ==YQ==", "YQ==Y", "YW*=", "YQ=a", "YWJj="}) {
    BOOST_TEST_INFO(bad);
    BOOST_TEST(!fromBase64(bad));
  }
}

BOOST_AUTO_TEST_CASE(times_are_read_with_their_zone_only) {
  const auto time = fromIso("2025-05-15T18:00:00+06:00");
  BOOST_REQUIRE(time.has_value());
  BOOST_TEST(toIso(*time) == "2025-05-15T12:00:00Z");
  BOOST_TEST((fromIso("2025-05-15T12:00:00.123Z") == time));
  BOOST_TEST((fromIso("2025-05-15T06:30:00-05:30") == time));
  for (const char* bad : {"", "2025-05-15", "2025-05-15T12:00:00", "2025-02-30T12:00:00Z", "2025-05-15T24:00:00Z",
                          "2025-05-15T12:00:00Zx", "2025-05-15T12:00:00.Z", "2025-05-15T12:00:00+15:00",
                          " 2025-05-15T12:00:00Z", "2025-5-15T12:00:00Z"}) {
    BOOST_TEST_INFO(bad);
    BOOST_TEST(!fromIso(bad));
  }
}

BOOST_AUTO_TEST_CASE(names_become_uris_and_back) {
  const std::string name = "папка/жазуу №1.xml";
  BOOST_TEST(entryNameToUri("a b&c.xml") == "a%20b%26c.xml");
  BOOST_TEST(entryNameFromUri(entryNameToUri(name)) == name);
  BOOST_TEST(entryNameFromUri("protocol.pdf") == "protocol.pdf");
  for (const char* bad : {"", "a%2", "a%zz", "a?b", "a#b", "http://a/b", "..%2fa", "/a", "a%00", "%FF"}) {
    BOOST_TEST_INFO(bad);
    BOOST_TEST(entryNameFromUri(bad) == "");
  }
}

BOOST_AUTO_TEST_CASE(xml_text_is_utf8_without_controls) {
  for (const char* good : {"", "ң ө ү", "\t\r\n", "\xf0\x9f\x98\x80"}) BOOST_TEST(isXmlText(good));
  for (const char* bad :
       {"\x01", "\x1b", "\xff", "\xc0\x80", "\xed\xa0\x80", "\xef\xbf\xbf", "\xf4\x90\x80\x80", "\xe2\x82", "\x80"}) {
    BOOST_TEST(!isXmlText(bad));
  }
  BOOST_TEST(!isXmlText(std::string_view{"\0", 1}));
}

BOOST_AUTO_TEST_CASE(json_survives_any_text) {
  JsonWriter json(JsonWriter::Layout::compact);
  json.beginObject().member("q\"", "a\\b\"c\n\x01\x7f ң \xff");
  json.key("list").beginArray().beginObject().member("n", std::uint64_t{5}).endObject();
  json.beginObject().member("x", nullptr).member("b", true).endObject().endArray().endObject();
  BOOST_TEST(json.text() ==
             "{\"q\\\"\":\"a\\\\b\\\"c\\n\\u0001\\u007f ң \uFFFD\",\"list\":[{\"n\":5},{\"x\":null,\"b\":true}]}");
}

BOOST_AUTO_TEST_CASE(json_has_no_zero_byte) {
  JsonWriter json;
  json.value(std::string_view("a\0b", 3));
  BOOST_TEST(json.text() == "\"a\uFFFDb\"");
}

// Found by the fuzzer: what had been built up to there was never freed.
BOOST_AUTO_TEST_CASE(an_evidence_record_with_an_unknown_algorithm_is_not_written) {
  EvidenceRecord record{.digestAlgorithms = {"SHA-256"}};
  record.chains = {{{{"1.2.3", {{"hash"}}, "token"}}, {}}};
  BOOST_CHECK_THROW(encodeEvidenceRecord(record), SigningError);
  record.digestAlgorithms = {"1.2.3"};
  BOOST_CHECK_THROW(encodeEvidenceRecord(record), SigningError);
}

BOOST_AUTO_TEST_CASE(an_ecdsa_value_may_lack_the_zero_bytes_that_both_halves_begin_with) {
  std::string r(66, '\1'), s(66, '\2');
  r[0] = s[0] = '\0';
  const std::string whole = ecdsaToDer(r + s, 521);
  BOOST_TEST(!whole.empty());
  BOOST_TEST((ecdsaToDer(r.substr(1) + s.substr(1), 521) == whole));
  BOOST_TEST(ecdsaToDer(r + s + "\1\1", 521).empty());
  BOOST_TEST(ecdsaToDer(r + s.substr(1), 521).empty());
  BOOST_TEST(ecdsaToDer("", 521).empty());
}

BOOST_AUTO_TEST_SUITE_END()
