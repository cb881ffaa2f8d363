#include "pipeline/record/RecordFields.h"

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "DistinctRecords.h"
#include "Examples.h"
#include "RecordSchema.h"
#include "pipeline/record/RecordXml.h"

using namespace balalyk;
using namespace balalyk::examples;

namespace {

// What the frozen record must leave out: when the portal changed the record, members' PINs, all PINs of a list.
template <class Field, class Owner>
bool isFrozen(const Field& field, const Owner& owner, bool published) {
  return field.rules.xml != InXml::leftOut && !(field.rules.personal && published) &&
         (!field.frozenIf || field.frozenIf(owner));
}

template <class Part>
void removeUnfrozen(Part& part, bool published) {
  forEachField(part, [&]<class Value>(const auto& field, Value& value) {
    if (!isFrozen(field, part, published)) value = Value{};
    if constexpr (!isPart<Value>)
      return;
    else if constexpr (isList<Value>)
      for (auto& entry : value) removeUnfrozen(entry, published);
    else if constexpr (!isOptional<Value>)
      removeUnfrozen(value, published);
    else if (value)
      removeUnfrozen(*value, published);
  });
}

using Kinds = boost::mpl::list<Application, MealSubsidy, VoucherList>;

template <class Kind>
Kind asFrozen(Kind record) {
  removeUnfrozen(record, Fields<Kind>::published);
  return record;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(DescribedFields)

BOOST_AUTO_TEST_CASE_TEMPLATE(every_described_field_is_frozen_and_read_back_or_leftOut_by_its_rule, Kind, Kinds) {
  const auto record = Distinct().record<Kind>();
  BOOST_TEST((std::get<Kind>(fromXml(toXml(record))) == asFrozen(record)));
  BOOST_TEST((record != asFrozen(record)));  // at least the time of the change
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_change_of_any_field_that_is_frozen_changes_the_bytes, Kind, Kinds) {
  const auto record = Distinct().record<Kind>();
  const auto xml = toXml(record);
  std::set<std::string> changed;
  forEachValue(record, "", [&](const std::string& name, const auto&, const auto&) {
    auto other = record;
    forEachValue(other, "", [&]<class Value>(const std::string& otherName, const auto&, Value& value) {
      if (otherName == name) value = Value{};
    });
    const bool differs = toXml(other) != xml;
    BOOST_TEST(differs == (asFrozen(other) != asFrozen(record)), name);
    if (differs) changed.insert(name);
  });
  BOOST_TEST(changed.size() > 20U);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_record_without_a_value_comes_back_without_one, Kind, Kinds) {
  BOOST_TEST((std::get<Kind>(fromXml(toXml(Kind{}))) == Kind{}));
}

template <class T>
std::size_t largestGap() {
  const T object{};
  const auto place = [&](const void* at) {
    return static_cast<std::size_t>(static_cast<const char*>(at) - reinterpret_cast<const char*>(&object));
  };
  std::map<std::size_t, std::size_t> described;  // begin -> end
  forEachField(object, [&](const auto&, const auto& value) { described[place(&value)] = place(&value + 1); });
  std::size_t largest = 0, end = 0;
  for (const auto& [begin, until] : described) {
    largest = std::max(largest, begin - end);
    end = until;
  }
  return std::max(largest, sizeof(T) - end);
}

// It would be lost without a word. What is smaller than the padding between two fields (a truth) is not found here.
BOOST_AUTO_TEST_CASE(no_text_number_day_or_list_of_a_record_lacks_a_description) {
  BOOST_TEST(largestGap<PersonName>() < 8U);
  BOOST_TEST(largestGap<LocalizedText>() < 8U);
  BOOST_TEST(largestGap<Person>() < 8U);
  BOOST_TEST(largestGap<Guardian>() < 8U);
  BOOST_TEST(largestGap<Member>() < 8U);
  BOOST_TEST(largestGap<Commission>() < 8U);
  BOOST_TEST(largestGap<Kindergarten>() < 8U);
  BOOST_TEST(largestGap<BenefitCategory>() < 8U);
  BOOST_TEST(largestGap<RecordOrigin>() < sizeof(RecordOrigin::unreadable) + 8U);  // of the other fields
  BOOST_TEST(largestGap<Application>() < 8U);
  BOOST_TEST(largestGap<MealSubsidy>() < 8U);
  BOOST_TEST(largestGap<VoucherHolder>() < 8U);
  BOOST_TEST(largestGap<VoucherList>() < 8U);
}

BOOST_AUTO_TEST_CASE(the_schema_in_the_folder_is_that_of_the_description) {
  const std::string file = BALALYK_SOURCE "/pipeline/record/record.xsd";
  std::ifstream stream(file, std::ios::binary);
  const std::string kept{std::istreambuf_iterator<char>(stream), {}};
  if (kept == recordSchema()) return;
  const auto renewed = std::filesystem::temp_directory_path() / "record.xsd";
  std::ofstream(renewed, std::ios::binary) << recordSchema();
  BOOST_ERROR("the description has changed: cp " << renewed.string() << " pipeline/record/record.xsd");
}

BOOST_AUTO_TEST_SUITE_END()
