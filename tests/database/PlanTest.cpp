#include <boost/test/unit_test.hpp>
#include <regex>

#include "TestDatabase.h"
#include "connectors/database/Connection.h"
#include "connectors/database/FindQuery.h"

using namespace balalyk;
using namespace balalyk::tests;

namespace {

// Remembers what runs through it.
class RecordingSession final : public SqlSession {
 public:
  explicit RecordingSession(SqlSession& inner) : inner_(inner) {}
  using SqlSession::run;
  SqlResult run(const SqlStatement& statement, std::span<const SqlValue> values) override {
    seen.emplace_back(statement, std::vector<SqlValue>(values.begin(), values.end()));
    return inner_.run(statement, values);
  }
  void script(const std::string& text) override { inner_.script(text); }
  void begin(SqlAccess access) override { inner_.begin(access); }
  void commit() override { inner_.commit(); }
  void rollback() noexcept override { inner_.rollback(); }
  void setDeadline(SqlDeadline deadline) override { inner_.setDeadline(deadline); }
  bool usable() const override { return inner_.usable(); }

  std::vector<std::pair<SqlStatement, std::vector<SqlValue>>> seen;

 private:
  SqlSession& inner_;
};

std::string planOf(SqlSession& session, const SqlStatement& statement, const std::vector<SqlValue>& values) {
  std::string plan;
  for (const auto& row : session.run({"plan", "EXPLAIN QUERY PLAN " + statement.text}, values).rows) {
    plan += row.text(3) + "\n";
  }
  return plan;
}

// Whatever grows with the archive must be searched by an index. The indexes over what is due now may be read through.
bool readsTheArchiveThrough(const std::string& plan) {
  static const std::regex kScan(
      R"(SCAN (d|p|l|r|w|o|f|balalyk_document|balalyk_record|balalyk_file|balalyk_word|balalyk_audit|balalyk_protocol_number)( USING (COVERING )?INDEX (\w+))?\n)");
  static const std::regex kSmall("balalyk_document_(due|leased|drafted)");
  for (std::sregex_iterator it(plan.begin(), plan.end(), kScan), end; it != end; ++it) {
    if (!std::regex_match((*it)[4].str(), kSmall)) return true;
  }
  return false;
}

struct Plans : TestDatabase {
  Plans()
      : engine(makeEngine(connection(), {})),
        sql(engine->dialect()),
        session(engine->connect(std::chrono::steady_clock::now() + std::chrono::minutes(1))) {}

  std::unique_ptr<SqlEngine> engine;
  SqlCatalogue sql;
  std::unique_ptr<SqlSession> session;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(PlansOfStatements, *boost::unit_test::precondition(onlyOnSqlite))

BOOST_FIXTURE_TEST_CASE(the_check_itself_notices_a_scan, Plans) {
  BOOST_CHECK(
      readsTheArchiveThrough(planOf(*session, {"", "SELECT * FROM balalyk_document d WHERE reason = 'x'"}, {})));
  BOOST_CHECK(readsTheArchiveThrough(planOf(*session, {"", "SELECT count(*) FROM balalyk_audit WHERE at > 5"}, {})));
  BOOST_CHECK(!readsTheArchiveThrough(planOf(*session, {"", "SELECT * FROM balalyk_document d WHERE id = 'x'"}, {})));
}

BOOST_FIXTURE_TEST_CASE(no_statement_reads_the_archive_through, Plans) {
  static const std::regex kWhole("^(WITH|SELECT|INSERT|UPDATE|DELETE)[\\s\\S]*");
  int statements = 0;
  for (const auto& [name, statement] : sql.all()) {
    if (!std::regex_match(statement.text, kWhole) || name.starts_with("find by")) continue;
    if (statement.text.find(":a") != std::string::npos) continue;  // a part: tried with the searches
    ++statements;
    const auto plan = planOf(*session, statement, {});
    BOOST_CHECK_MESSAGE(!readsTheArchiveThrough(plan), name << ":\n" << plan);
  }
  BOOST_CHECK_GT(statements, 50);
}

BOOST_FIXTURE_TEST_CASE(no_search_reads_the_archive_through, Plans) {
  take(newDocument("A1"));
  using std::chrono::year;
  const std::vector<DocumentQuery> queries{
      {.number = "1"},
      {.name = "Асанов"},
      {.name = "Асанов Үсөн"},
      {.name = "Асанов", .commissionId = "K1"},
      {.name = "Асанов", .state = State::published},
      {.commissionId = "K1"},
      {.from = day(2026, 1, 1), .to = day(2026, 2, 1)},
      {.state = State::quarantined},
      {.number = "1", .name = "Асанов", .from = day(2026, 1, 1), .commissionId = "K1", .state = State::decided}};
  for (const auto& query : queries) {
    RecordingSession recording(*session);
    balalyk::find(recording, sql, query);
    for (const auto& [statement, values] : recording.seen) {
      const auto plan = planOf(*session, statement, values);
      BOOST_CHECK_MESSAGE(!readsTheArchiveThrough(plan), statement.name << ":\n" << plan);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
