#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "Examples.h"
#include "pipeline/record/RecordXml.h"

using namespace balalyk;
using namespace balalyk::examples;
namespace data = boost::unit_test::data;
namespace fs = std::filesystem;

namespace {

const fs::path kFolder = BALALYK_SOURCE "/tests/pipeline/frozen";

std::string frozen(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  BOOST_REQUIRE_MESSAGE(stream, file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> allFrozen() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kFolder)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

}  // namespace

// Digests of these bytes are in signed containers and in the audit trail: a file in this folder is never changed.
BOOST_AUTO_TEST_SUITE(FrozenRecords)

BOOST_DATA_TEST_CASE(what_an_earlier_release_froze_is_read_and_written_as_the_same_bytes, data::make(allFrozen()),
                     file) {
  const auto xml = frozen(file);
  BOOST_TEST((toXml(fromXml(xml)) == xml));
}

BOOST_AUTO_TEST_CASE(records_of_the_first_release_are_frozen_as_it_froze_them) {
  BOOST_REQUIRE(allFrozen().size() >= 10U);
  const std::pair<const char*, Record> kRecords[] = {
      {"approval", application()},          {"refusal", refusal()},
      {"meal-subsidy", mealSubsidy()},      {"voucher-list", voucherList()},
      {"empty-application", Application{}}, {"empty-meal-subsidy", MealSubsidy{.child = Person{}}},
      {"empty-voucher-list", VoucherList{}}};
  for (const auto& [name, record] : kRecords)
    BOOST_TEST((toXml(record) == frozen(kFolder / (std::string(name) + ".xml"))), name);
}

BOOST_AUTO_TEST_SUITE_END()
