#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

#include "DistinctRecords.h"
#include "TestDatabase.h"
#include "connectors/database/rows/ViewLists.h"
#include "connectors/database/session/RecordColumns.h"
#include "signing/crypto/Digest.h"

using namespace balalyk;
using namespace balalyk::examples;
using namespace balalyk::tests;
namespace data = boost::unit_test::data;

// Every field that is described (RecordFields.h), written by the portal and read through its views.

namespace {

struct EmptyPortal : TestDatabase {
  EmptyPortal() : tables(connection()) {}

  // What a record refers to.
  template <class Record>
  void putAround(const Record& record) {
    tables.put(record.commission);
    for (const auto& member : record.ticked) put(member);
    if (record.kindergarten) tables.put(*record.kindergarten, record.commission.id, true);
  }
  void put(const Member& member) {
    tables.put(Commission{.id = member.commissionId});
    tables.put(member);
  }

  // When it changed is the portal's own affair.
  template <class Record>
  static void requireSame(Record read, const Record& wanted) {
    BOOST_TEST(read.origin.changedAt > 0);
    read.origin.changedAt = wanted.origin.changedAt;
    BOOST_TEST(read.origin.unreadable.empty());
    BOOST_TEST((read == wanted));
    forEachValue(wanted, "", [&](const std::string& name, const auto&, const auto& value) {
      forEachValue(read, "", [&](const std::string& of, const auto&, const auto& there) {
        if constexpr (std::equality_comparable_with<decltype(value), decltype(there)>)
          if (of == name) BOOST_TEST((there == value), name);
      });
    });
  }

  PortalTables tables;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(RecordRows)

BOOST_DATA_TEST_CASE_F(EmptyPortal, every_field_of_an_application_comes_through_its_view, data::make({true, false}),
                       truth) {
  const auto record = Distinct(truth).record<Application>();
  putAround(record);
  for (const auto& benefit : record.benefits) tables.put(benefit);
  tables.put(record, truth ? PortalTables::Decision::approved : PortalTables::Decision::rejected);
  requireSame(open().records().application(record.origin.key).value(), record);
}

BOOST_DATA_TEST_CASE_F(EmptyPortal, every_field_of_a_meal_subsidy_comes_through_its_view, data::make({true, false}),
                       truth) {
  auto record = Distinct(truth).record<MealSubsidy>();
  const std::string content = "%PDF-1.7";
  record.uploadSize = static_cast<std::int64_t>(content.size());
  record.uploadDigest = signing::toHex(signing::sha256(content));
  putAround(record);
  tables.putUpload(record.uploadId, "протокол.pdf", content);
  tables.put(record);
  requireSame(open().records().mealSubsidy(record.origin.key).value(), record);
}

BOOST_DATA_TEST_CASE_F(EmptyPortal, every_field_of_a_voucher_list_comes_through_its_view, data::make({true, false}),
                       truth) {
  auto record = Distinct(truth).record<VoucherList>();
  record.month = std::chrono::year(2026) / std::chrono::November;
  record.origin.key = record.kindergarten.id + "/2026-11";
  // The view shows the commission's active chairperson.
  record.chairperson.commissionId = record.commission.id;
  record.chairperson.role = CommissionRole::chairperson;
  record.chairperson.active = true;
  record.holders[0].from = day(2026, 1, 1);
  record.holders[0].to = day(2026, 12, 31);
  record.holders[1].from = day(2026, 2, 2);
  record.holders[1].to = day(2026, 11, 30);
  tables.put(record.commission);
  tables.put(record.chairperson);
  tables.put(record.kindergarten, record.commission.id, truth);
  for (const auto& holder : record.holders) tables.put(holder, record.kindergarten.id, "", record.origin.synthetic);
  requireSame(open().records().voucherList(record.kindergarten.id, record.month).value(), record);
}

BOOST_AUTO_TEST_CASE(every_column_of_the_views_and_every_key_of_their_lists_is_documented) {
  std::ifstream stream(DATABASE_README);
  const std::string readme{std::istreambuf_iterator<char>(stream), {}};
  for (const auto source : {Source::application, Source::mealSubsidy, Source::voucherList})
    for (const auto& column : viewColumns(source))
      BOOST_TEST((readme.find('`' + column + '`') != std::string::npos), column);
  for (const auto* what : {"member", "benefit category"})
    for (const auto& column : tableColumns(what))
      BOOST_TEST((readme.find('"' + jsonKey(column) + '"') != std::string::npos), column);
}

BOOST_FIXTURE_TEST_CASE(a_column_that_a_statement_does_not_give_is_named_with_those_that_it_gives, EmptyPortal) {
  const auto row = sql("SELECT 1 AS one, 'b' AS two").rows.at(0);
  BOOST_TEST(row.integer("one") == 1);
  BOOST_TEST(row.text("two") == "b");
  BOOST_CHECK_EXCEPTION(row.text("three"), std::logic_error, [](const std::logic_error& error) {
    return std::string(error.what()) == "the statement gives no column three, only: one, two";
  });
}

BOOST_FIXTURE_TEST_CASE(a_view_may_spell_its_columns_in_capitals, EmptyPortal) {
  const auto record = Distinct().record<Application>();
  putAround(record);
  for (const auto& benefit : record.benefits) tables.put(benefit);
  tables.put(record, PortalTables::Decision::approved);
  sql("CREATE TABLE shown AS SELECT * FROM balalyk_decided_application");
  sql("DROP VIEW balalyk_decided_application");
  std::string list;
  for (auto column : viewColumns(Source::application)) {
    list += (list.empty() ? "" : ", ") + column + " AS ";
    for (const char c : column) list += c == '_' ? c : static_cast<char>(c - 'a' + 'A');
  }
  sql("CREATE VIEW balalyk_decided_application AS SELECT " + list + " FROM shown");
  requireSame(open().records().application(record.origin.key).value(), record);
}

BOOST_AUTO_TEST_SUITE_END()
