#include "jobs/wiring/AmountsFile.h"

#include <boost/test/unit_test.hpp>

#include "TempFolder.h"
#include "pipeline/Error.h"

using namespace balalyk;
using balalyk::test::TempFolder;

namespace {

constexpr Date kSitting{std::chrono::year(2026), std::chrono::March, std::chrono::day(2)};

struct AmountsFolder {
  std::string detail(const std::string& text) const {
    try {
      readAmounts(folder.write("amounts.json", text));
      return "";
    } catch (const Error& error) {
      BOOST_TEST(error.problem().code == "amountsUnreadable");
      return error.problem().params.at("detail");
    }
  }
  TempFolder folder;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(AmountsOfVouchers, AmountsFolder)

BOOST_AUTO_TEST_CASE(a_file_gives_the_rules_of_each_time) {
  const auto amounts = readAmounts(folder.write("amounts.json", R"([
    {"from": "2025-01-01", "base": 2000, "benefits": {"poor": "1.55"}},
    {"from": "2026-03-01", "base": 2500, "benefits": {"poor": "1.6", "own-code": 2}, "territories": {"41703": "1.125"}}])"));
  BOOST_TEST(
      (amounts.amountOf("poor", "41711000000000", std::chrono::sys_days(kSitting) - std::chrono::days(2)) == 3'100'00));
  BOOST_TEST((amounts.amountOf("poor", "41711000000000", kSitting) == 4'000'00));
  BOOST_TEST((amounts.amountOf("poor", "41703211000000", kSitting) == 4'500'00));
  BOOST_TEST((amounts.amountOf("own-code", "41711000000000", kSitting) == 5'000'00));
}

BOOST_AUTO_TEST_CASE(without_a_file_the_amounts_are_the_country_s) {
  BOOST_TEST((readAmounts({}).amountOf("disability", "41711000000000", kSitting) == 4'560'00));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_named_by_its_key) {
  const std::pair<const char*, const char*> kWrong[] = {
      {"[]", "[]"},
      {R"([{"base": 2000, "benefits": {}}])", "from"},
      {R"([{"from": "2026-02-30", "base": 2000, "benefits": {}}])", "from"},
      {R"([{"from": "2026-01-01", "base": 0, "benefits": {}}])", "base"},
      {R"([{"from": "2026-01-01", "base": 2000.5, "benefits": {}}])", "base"},
      {R"([{"from": "2026-01-01", "base": 2000, "benefits": {}}, {"from": "2026-01-01", "base": 3, "benefits": {}}])",
       "from"},
      {R"([{"from": "2026-01-01", "base": 2000}])", "benefits"},
      {R"([{"from": "2026-01-01", "base": 2000, "benefits": {"poor": "1,55"}}])", "benefits.poor"},
      {R"([{"from": "2026-01-01", "base": 2000, "benefits": {}, "territories": {"417x": "1"}}])", "territories.417x"},
      {R"([{"from": "2026-01-01", "base": 2000, "benefits": {}, "teritories": {}}])", "teritories"}};
  for (const auto& [text, key] : kWrong) BOOST_TEST(detail(text).ends_with(key), text);
  for (const auto* text : {"", "{", "{}", "7"}) BOOST_TEST(!detail(text).empty(), text);
  BOOST_CHECK_THROW(readAmounts("/nowhere/amounts.json"), Error);
}

BOOST_AUTO_TEST_SUITE_END()
