#include "pipeline/casework/Totp.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "pipeline/casework/RecoveryCodes.h"

using namespace balalyk;

namespace {

const std::string kKey = "12345678901234567890";  // of both RFCs

Timestamp at(std::int64_t seconds) {
  return Timestamp(std::chrono::seconds(seconds));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(CodesByTime)

BOOST_AUTO_TEST_CASE(the_values_of_rfc_4226_come_out) {
  const char* const expected[] = {"755224", "287082", "359152", "969429", "338314",
                                  "254676", "287922", "162583", "399871", "520489"};
  for (int counter = 0; counter < 10; ++counter) BOOST_TEST(hotpCode(kKey, counter) == expected[counter]);
}

BOOST_AUTO_TEST_CASE(the_values_of_rfc_6238_come_out) {
  const std::pair<std::int64_t, const char*> expected[] = {{59, "94287082"},
                                                           {1'111'111'109, "07081804"},
                                                           {1'111'111'111, "14050471"},
                                                           {1'234'567'890, "89005924"},
                                                           {2'000'000'000, "69279037"},
                                                           {20'000'000'000, "65353130"}};
  for (const auto& [seconds, code] : expected) BOOST_TEST(hotpCode(kKey, totpStep(at(seconds)), 8) == code);
}

BOOST_AUTO_TEST_CASE(base32_is_that_of_rfc_4648) {
  const std::pair<const char*, const char*> pairs[] = {{"", ""},
                                                       {"f", "MY"},
                                                       {"fo", "MZXQ"},
                                                       {"foo", "MZXW6"},
                                                       {"foob", "MZXW6YQ"},
                                                       {"fooba", "MZXW6YTB"},
                                                       {"foobar", "MZXW6YTBOI"}};
  for (const auto& [bytes, text] : pairs) {
    BOOST_TEST(toBase32(bytes) == text);
    BOOST_TEST(fromBase32(text) == bytes);
  }
  BOOST_TEST(fromBase32("MZXW1").empty());
  BOOST_TEST(fromBase32("mzxw6").empty());
}

BOOST_AUTO_TEST_CASE(a_code_is_good_one_step_early_and_late_and_not_two) {
  const auto secret = toBase32(kKey);
  const std::int64_t step = 1000;
  const auto code = hotpCode(kKey, step);
  for (const int off : {-1, 0, 1}) BOOST_TEST((totpStepOf(secret, code, at((step + off) * 30 + 29)) == step));
  for (const int off : {-2, 2}) BOOST_TEST(!totpStepOf(secret, code, at((step + off) * 30)));
  for (const auto& wrong : std::initializer_list<std::string>{"", "12345", "1234567", "12345a", code.substr(1)})
    BOOST_TEST(!totpStepOf(secret, wrong, at(step * 30)));
  BOOST_TEST(!totpStepOf("", code, at(step * 30)));
}

BOOST_AUTO_TEST_CASE(each_secret_is_another_and_its_address_names_what_programs_need) {
  const auto secret = newTotpSecret();
  BOOST_TEST(secret.size() == 32u);
  BOOST_TEST(fromBase32(secret).size() == 20u);
  BOOST_TEST(secret != newTotpSecret());
  BOOST_TEST(totpAddress("ABC", "portal.kg:8480", "a&b") ==
             "otpauth://totp/portal.kg%3A8480:a%26b?secret=ABC&issuer=portal.kg%3A8480");
}

BOOST_AUTO_TEST_CASE(recovery_codes_are_ten_and_are_known_however_they_are_typed) {
  const auto codes = newRecoveryCodes();
  std::set<std::string> digests;
  for (const auto& code : codes) digests.insert(recoveryDigest(code).value());
  BOOST_TEST(digests.size() == 10u);
  BOOST_TEST((recoveryDigest("k7qf-23pm ABCDEFGHJKLMNPQR") == recoveryDigest("K7QF-23PM-ABCD-EFGH-JKLM-NPQR")));
  for (const char* wrong : {"", "123456", "K7QF-23PM-ABCD-EFGH-JKLM-NPQ", "K7QF-23PM-ABCD-EFGH-JKLM-NPQRS",
                            "K7QF-23PM-ABCD-EFGH-JKLM-NPQ0"})
    BOOST_TEST(!recoveryDigest(wrong), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
