#include <boost/test/unit_test.hpp>

#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

// As one who rules the database could: past the triggers.
void tamper(TestDatabase& test, const std::string& statement) {
  if (onSqlite()) {
    test.sql("DROP TRIGGER IF EXISTS balalyk_audit_update");
    test.sql("DROP TRIGGER IF EXISTS balalyk_audit_delete");
  } else {
    test.sql("DROP TRIGGER IF EXISTS balalyk_audit_grows ON balalyk_audit");
  }
  test.sql(statement);
}

std::optional<std::int64_t> brokenAfter(const std::string& statement) {
  TestDatabase test;
  test.documentIn(State::published, newDocument("A1"));
  BOOST_REQUIRE(!test.open().audit().firstBroken());
  tamper(test, statement);
  return test.open().audit().firstBroken();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(AuditTrail)

BOOST_AUTO_TEST_CASE(every_change_of_state_is_an_entry_bound_to_the_one_before) {
  TestDatabase test;
  const auto before = test.open().now();
  const auto id = test.documentIn(State::published, newDocument("A1"));
  const auto entries = test.open().audit().ofDocument(id);
  BOOST_REQUIRE_EQUAL(entries.size(), 6u);
  BOOST_CHECK_EQUAL(entries[0].actor, "test");
  BOOST_CHECK_EQUAL(entries[1].actor, "maker");
  BOOST_CHECK_EQUAL(entries[3].actor, "M1");
  for (const auto& entry : entries) {
    BOOST_CHECK(entry.at >= before && entry.at <= test.open().now());
    BOOST_CHECK_EQUAL(entry.hash.size(), 64u);
    BOOST_CHECK(entry.detail.find("Асанов") == std::string::npos);
  }
  BOOST_CHECK_EQUAL(entries[1].previousHash, entries[0].hash);
  BOOST_CHECK(entries[4].detail.find(test.document(id).container->digest) != std::string::npos);
  BOOST_CHECK(!test.open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(an_entry_of_ones_own_joins_the_chain) {
  TestDatabase test;
  BOOST_CHECK_EQUAL(test.open().audit().size(), 0);
  BOOST_CHECK(!test.open().audit().firstBroken());
  test.open().audit().append("operator", "configured", R"({"key":"value \"«»\" \\ "})");
  test.open().audit().append("operator", "configured", "{}");
  BOOST_CHECK_EQUAL(test.open().audit().size(), 2);
  BOOST_CHECK(!test.open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(every_kind_of_tampering_is_found_where_it_begins) {
  BOOST_CHECK_EQUAL(brokenAfter("UPDATE balalyk_audit SET actor = 'x' WHERE sequence = 2").value_or(0), 2);
  BOOST_CHECK_EQUAL(brokenAfter("UPDATE balalyk_audit SET detail = '{}' WHERE sequence = 3").value_or(0), 3);
  BOOST_CHECK_EQUAL(brokenAfter("UPDATE balalyk_audit SET at = at + 1 WHERE sequence = 1").value_or(0), 1);
  BOOST_CHECK_EQUAL(brokenAfter("DELETE FROM balalyk_audit WHERE sequence = 1").value_or(0), 1);
  BOOST_CHECK_EQUAL(brokenAfter("DELETE FROM balalyk_audit WHERE sequence = 3").value_or(0), 3);
  BOOST_CHECK_EQUAL(brokenAfter("DELETE FROM balalyk_audit WHERE sequence = 7").value_or(0), 7);
  BOOST_CHECK_EQUAL(brokenAfter("DELETE FROM balalyk_audit").value_or(0), 1);
  BOOST_CHECK_EQUAL(brokenAfter("UPDATE balalyk_audit_head SET hash = previous FROM (SELECT previous_hash AS previous "
                                "FROM balalyk_audit WHERE sequence = 7) AS p")
                        .value_or(0),
                    8);
}

BOOST_AUTO_TEST_CASE(its_head_is_its_last_entry) {
  TestDatabase test;
  auto& audit = test.open().audit();
  BOOST_CHECK_EQUAL(audit.head().sequence, 0);
  test.documentIn(State::published, newDocument("A1"));
  std::vector<AuditEntry> entries;
  BOOST_CHECK(!audit.walk([&](const AuditEntry& entry) { entries.push_back(entry); }));
  BOOST_REQUIRE_EQUAL(entries.size(), 7u);
  BOOST_CHECK_EQUAL(audit.head().sequence, entries.back().sequence);
  BOOST_CHECK_EQUAL(audit.head().hash, entries.back().hash);
}

BOOST_AUTO_TEST_CASE(no_entry_is_shown_from_where_the_chain_is_broken) {
  TestDatabase test;
  test.documentIn(State::published, newDocument("A1"));
  tamper(test, "UPDATE balalyk_audit SET actor = 'x' WHERE sequence = 4");
  std::int64_t last = 0;
  BOOST_CHECK_EQUAL(test.open().audit().walk([&](const AuditEntry& entry) { last = entry.sequence; }).value_or(0), 4);
  BOOST_CHECK_EQUAL(last, 3);
}

BOOST_AUTO_TEST_CASE(the_database_itself_refuses_to_change_or_remove_entries) {
  TestDatabase test;
  test.take(newDocument("A1"));
  BOOST_CHECK_EQUAL(codeOf([&] { test.sql("UPDATE balalyk_audit SET actor = 'x'"); }), "databaseRefused");
  BOOST_CHECK_EQUAL(codeOf([&] { test.sql("DELETE FROM balalyk_audit"); }), "databaseRefused");
  BOOST_CHECK(!test.open().audit().firstBroken());
}

BOOST_AUTO_TEST_CASE(a_trail_longer_than_one_portion_is_verified_to_its_end) {
  TestDatabase test;
  test.takeMany(4'500);
  BOOST_CHECK(!test.open().audit().firstBroken());
  tamper(test, "UPDATE balalyk_audit SET event = 'x' WHERE sequence = 4321");
  BOOST_CHECK_EQUAL(test.open().audit().firstBroken().value_or(0), 4'321);
}

BOOST_AUTO_TEST_SUITE_END()
