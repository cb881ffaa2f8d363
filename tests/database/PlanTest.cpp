#include <array>
#include <boost/test/unit_test.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "TestDatabase.h"
#include "connectors/database/archive/ArchiveListing.h"
#include "connectors/database/casework/ApplicationListing.h"
#include "connectors/database/documents/FindQuery.h"
#include "connectors/database/session/Connection.h"

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

// How many parameters a statement has.
int parametersOf(const std::string& text) {
  int most = 0;
  static const std::regex kParameter(R"(\$(\d+))");
  for (std::sregex_iterator it(text.begin(), text.end(), kParameter), end; it != end; ++it) {
    most = std::max(most, std::stoi((*it)[1].str()));
  }
  return most;
}

// The plan that PostgreSQL keeps for a prepared statement: it knows no values.
std::string keptPlanOf(SqlSession& session, const SqlStatement& statement) {
  session.script("SET plan_cache_mode = force_generic_plan");
  session.script("PREPARE looked_at AS " + statement.text);
  std::string nulls;
  for (int i = parametersOf(statement.text); i > 0; --i) nulls += nulls.empty() ? "(NULL" : ", NULL";
  if (!nulls.empty()) nulls += ")";
  std::string plan;
  for (const auto& row : session.run({"", "EXPLAIN EXECUTE looked_at" + nulls}).rows)
    plan += row.text("QUERY PLAN") + "\n";
  session.script("DEALLOCATE looked_at");
  return plan;
}

std::string planOf(SqlSession& session, const SqlStatement& statement) {
  if (!onSqlite()) return keptPlanOf(session, statement);
  std::string plan;
  for (const auto& row : session.run({"plan", "EXPLAIN QUERY PLAN " + statement.text}).rows) {
    plan += row.text("detail") + "\n";
  }
  return plan;
}

// The indexes over what is due now may be read through.
bool isSmall(const std::string& index) {
  static const std::regex kSmall("balalyk_document_(due|leased|drafted|sent|inbox|unsealed|upgrade_stopped|to_inform)");
  return std::regex_match(index, kSmall);
}

bool readsThroughOnSqlite(const std::string& plan) {
  if (plan.find("BLOOM FILTER") != std::string::npos) return true;  // made by reading the whole table, each time
  static const std::regex kScan(
      R"(SCAN (d|p|l|r|w|o|f|balalyk_document|balalyk_record|balalyk_file|balalyk_word|balalyk_audit|balalyk_protocol_number|balalyk_evidence_leaf)( USING (COVERING )?INDEX (\w+))?\n)");
  for (std::sregex_iterator it(plan.begin(), plan.end(), kScan), end; it != end; ++it) {
    if (!isSmall((*it)[4].str())) return true;
  }
  return false;
}

// A table read as it lies, or an index without a condition.
bool readsThroughOnPostgres(const std::string& plan) {
  static const std::regex kTable(
      "Seq Scan on balalyk_(document|record|file|word|audit|protocol_number|evidence_leaf)\\b");
  if (std::regex_search(plan, kTable)) return true;
  static const std::regex kIndex(
      R"((Index|Index Only|Bitmap Index) Scan( Backward)? (using|on) (balalyk_(document|record|file|word|audit|protocol_number|evidence_leaf)_\w+)[^\n]*\n( *)([^\n]*))");
  for (std::sregex_iterator it(plan.begin(), plan.end(), kIndex), end; it != end; ++it) {
    if (!isSmall((*it)[4].str()) && !(*it)[7].str().starts_with("Index Cond")) return true;
  }
  return false;
}

// Whatever grows with the archive must be searched by an index.
bool readsTheArchiveThrough(const std::string& plan) {
  return onSqlite() ? readsThroughOnSqlite(plan) : readsThroughOnPostgres(plan);
}

// How often the rows themselves are sorted: what a page shows of one row (a subplan) may be, it is a handful.
std::ptrdiff_t sortsOf(const std::string& plan) {
  if (onSqlite()) {
    static const std::regex kSort("TEMP B-TREE FOR ORDER BY");
    return std::distance(std::sregex_iterator(plan.begin(), plan.end(), kSort), {});
  }
  std::istringstream lines(plan);
  std::ptrdiff_t sorts = 0;
  std::size_t subplan = std::string::npos;  // how far the subplan is indented that is read
  for (std::string line; std::getline(lines, line);) {
    const auto indent = line.find_first_not_of(' ');
    if (indent == std::string::npos) continue;
    if (subplan != std::string::npos && indent > subplan) continue;
    subplan = line.compare(indent, 8, "SubPlan ") == 0 ? indent : std::string::npos;
    static const std::regex kSort("\\b(Incremental )?Sort  \\(");
    sorts += std::regex_search(line, kSort) ? 1 : 0;
  }
  return sorts;
}

struct Plans : TestDatabase {
  Plans()
      : engine(makeEngine(connection(), {})),
        sql(engine->dialect()),
        session(engine->connect(std::chrono::steady_clock::now() + std::chrono::minutes(1))) {
    session->run(sql["now"]);  // from here on the session plans as it does for our statements
  }

  std::unique_ptr<SqlEngine> engine;
  SqlCatalogue sql;
  std::unique_ptr<SqlSession> session;
};

// How many statements were looked at.
int lookAtStatements(SqlSession& session, const SqlCatalogue& sql) {
  static const std::regex kWhole("^(WITH|SELECT|INSERT|UPDATE|DELETE)[\\s\\S]*");
  int statements = 0;
  for (const auto& [name, statement] : sql.all()) {
    if (!std::regex_match(statement.text, kWhole) || name.starts_with("find by")) continue;
    if (statement.text.find(":a") != std::string::npos) continue;  // a part: tried with the searches
    ++statements;
    const auto plan = planOf(session, statement);
    BOOST_CHECK_MESSAGE(!readsTheArchiveThrough(plan), name << ":\n" << plan);
  }
  return statements;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(PlansOfStatements)

BOOST_FIXTURE_TEST_CASE(the_check_itself_notices_a_scan, Plans) {
  BOOST_CHECK(readsTheArchiveThrough(planOf(*session, {"", "SELECT * FROM balalyk_document d WHERE reason = 'x'"})));
  BOOST_CHECK(readsTheArchiveThrough(planOf(*session, {"", "SELECT count(*) FROM balalyk_audit WHERE at > 5"})));
  BOOST_CHECK(!readsTheArchiveThrough(planOf(*session, {"", "SELECT * FROM balalyk_document d WHERE id = 'x'"})));
  BOOST_CHECK_EQUAL(sortsOf(planOf(*session, {"", "SELECT * FROM balalyk_document d ORDER BY reason"})), 1);
  BOOST_CHECK_EQUAL(sortsOf(planOf(*session, {"", "SELECT * FROM balalyk_document d ORDER BY id"})), 0);
  if (onSqlite()) return;
  // What belongs to one row may be sorted; the rows around it may not, nor what a join puts in order.
  const std::string small = "ARRAY(SELECT o.reason FROM balalyk_document o WHERE o.id > d.id ORDER BY o.reason)";
  BOOST_CHECK_EQUAL(sortsOf(planOf(*session, {"", "SELECT " + small + " FROM balalyk_document d ORDER BY id"})), 0);
  BOOST_CHECK_EQUAL(sortsOf(planOf(*session, {"", "SELECT " + small + " FROM balalyk_document d ORDER BY reason"})), 1);
}

BOOST_FIXTURE_TEST_CASE(no_statement_reads_the_archive_through, Plans) {
  BOOST_CHECK_GT(lookAtStatements(*session, sql), 50);
}

// As after ANALYZE with a million published documents and nothing due: an index over what is due looks worthless then.
BOOST_FIXTURE_TEST_CASE(statistics_of_a_large_archive_lead_no_statement_astray, Plans,
                        *boost::unit_test::precondition(onlyOnSqlite)) {
  this->TestDatabase::sql("ANALYZE");
  const std::vector<std::array<std::string, 3>> statistics{
      {"balalyk_document", "balalyk_document_unsealed", "1000000 1"},
      {"balalyk_document", "balalyk_document_level", "1000000 1000000 1"},
      {"balalyk_document", "balalyk_document_commission", "1000000 1000000 455 1"},
      {"balalyk_document", "balalyk_document_date", "1000000 455 1"},
      {"balalyk_document", "balalyk_document_number", "1000000 1"},
      {"balalyk_document", "balalyk_document_state", "1000000 1000000 1"},
      {"balalyk_document", "sqlite_autoindex_balalyk_document_2", "1000000 1000000 1 1"},
      {"balalyk_document", "sqlite_autoindex_balalyk_document_1", "1000000 1"},
      {"balalyk_authorisation", "balalyk_authorisation_standing", "452 1 1"},
      {"balalyk_authorisation", "balalyk_authorisation_of", "452 1 1"},
      {"balalyk_authorisation", "sqlite_autoindex_balalyk_authorisation_1", "452 1"}};
  for (const auto& [table, index, numbers] : statistics) {
    this->TestDatabase::sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)", {table, index, numbers});
  }
  const auto analysed = engine->connect(std::chrono::steady_clock::now() + std::chrono::minutes(1));
  lookAtStatements(*analysed, sql);
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
    balalyk::find(recording, sql, query, {.common = 0});
    for (const auto& [statement, values] : recording.seen) {
      const auto plan = planOf(*session, statement);
      BOOST_CHECK_MESSAGE(!readsTheArchiveThrough(plan), statement.name << ":\n" << plan);
    }
  }
}

// Nor sorts more than its page, unless a number is asked for.
BOOST_FIXTURE_TEST_CASE(no_page_of_the_archive_reads_it_through, Plans) {
  take(newDocument("A1"));
  TestDatabase::sql("INSERT INTO balalyk_count (state, kind, documents) VALUES ('published', 'voucher-approval', 1)");
  const Permission everywhere{.everywhere = true}, own{.commissions = {"K1", "K2"}};
  const std::vector<ArchiveFilter> filters{
      {},
      {.number = "1"},
      {.from = day(2026, 1, 1), .to = day(2026, 2, 1)},
      {.commissionId = "K1", .kind = Kind::voucherApproval, .level = "B-T"},
      {.kind = Kind::voucherApproval, .level = "B-T", .state = State::published, .withSuperseded = true}};
  for (const auto& filter : filters) {
    for (const auto& by : {everywhere, own}) {
      for (const std::string after : {"", "2026-01-05.7"}) {
        RecordingSession recording(*session);
        listArchive(recording, sql, filter, by, after, 50);
        for (const auto& [statement, values] : recording.seen) {
          const auto plan = planOf(*session, statement);
          BOOST_CHECK_MESSAGE(!readsTheArchiveThrough(plan), statement.name << ":\n" << plan);
          const bool few = !filter.number.empty();
          BOOST_CHECK_MESSAGE(few || sortsOf(plan) == 0, statement.name << ":\n" << plan);
        }
      }
    }
  }
}

// Whatever the commission has, a page is read from its index in its order.
BOOST_FIXTURE_TEST_CASE(no_list_of_applications_reads_or_sorts_more_than_its_page, Plans) {
  using enum ApplicationState;
  const ApplicationFilter narrow{.receivedFrom = day(2026, 1, 1), .receivedTo = day(2026, 2, 1), .benefit = "poor"};
  std::vector<ApplicationListQuery> queries;
  for (const auto order : {ApplicationOrder::attention, ApplicationOrder::name})
    for (const auto state : {std::optional<ApplicationState>(), std::optional(waiting), std::optional(approved)})
      for (const auto& filter : {ApplicationFilter(), narrow})
        for (const std::string after : {"", "r.A1", "w.A1", "d.A1", "n.A1"}) {
          queries.push_back({.commissionId = "K1", .filter = filter, .order = order, .after = after});
          queries.back().filter.state = state;
        }
  TestDatabase::sql(
      "INSERT INTO commission (id, name_ky, name_ru, place_ky, place_ru, soate, languages, changed_at) "
      "VALUES ('K1', '', '', '', '', '', 'ky', 0)");
  TestDatabase::sql(
      "INSERT INTO application (id, commission_id, protocol_number, refusal_grounds, child_surname, child_given_name, "
      "child_patronymic, child_pin, guardian_surname, guardian_given_name, guardian_patronymic, guardian_pin, "
      "guardian_address, comments, synthetic, changed_at) "
      "VALUES ('A1', 'K1', '', '', '', '', '', '', '', '', '', '', '', '', 1, 1)");
  RecordingSession recording(*session);
  for (const auto& query : queries) listApplications(recording, sql, Zone(Zone::kDefault), query);
  const auto listed = recording.seen.size();
  for (const std::string text : {"Асанов", "Асанов Үсөн", "21505202012345"})
    searchApplications(recording, sql, {"K1", "K2"}, text, 50);
  BOOST_CHECK_GT(listed, 200u);
  std::set<std::string> looked;
  for (std::size_t i = 0; i < recording.seen.size(); ++i) {
    const auto& statement = recording.seen[i].first;
    if (!looked.insert(statement.text).second) continue;
    const auto plan = planOf(*session, statement);
    BOOST_CHECK_MESSAGE(!readsTheArchiveThrough(plan), statement.name << ":\n" << plan);
    static const std::regex kThrough(onSqlite() ? R"(SCAN (a|b|w|o)\b)" : R"(Seq Scan on application)");
    BOOST_CHECK_MESSAGE(!std::regex_search(plan, kThrough), statement.name << ":\n" << plan);
    const bool page = i < listed && statement.name.find("first") != std::string::npos;
    // What was returned is few; its index is by document.
    const auto mayBe = statement.name.find("list returned") != std::string::npos ? 1 : 0;
    BOOST_CHECK_MESSAGE(!page || sortsOf(plan) <= mayBe, statement.name << ":\n" << plan);
  }
  BOOST_CHECK_GT(looked.size(), 20u);
}

// The page of lists: of a chairperson who confirmed twenty a day for a year it reads what it shows.
BOOST_FIXTURE_TEST_CASE(no_page_of_lists_reads_or_sorts_those_of_before, Plans) {
  const std::string numbers = " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT ";
  const std::string id = "'00000000-0000-4000-8000-' || substr(CAST(100000000000 + i AS TEXT), 1, 12)";
  TestDatabase::sql("INSERT INTO balalyk_batch (id, chairperson_id, account_id, digest, documents, prepared_at)" +
                    numbers + id + ", 'M1', 'ACC', 'd', 1, 1790000000000 + i FROM n");
  TestDatabase::sql("INSERT INTO balalyk_batch_document (batch_id, position, document_id, content_digest)" + numbers +
                    id + ", 0, " + id + ", 'd' FROM n");
  if (onSqlite()) TestDatabase::sql("ANALYZE");
  const auto analysed = engine->connect(std::chrono::steady_clock::now() + std::chrono::minutes(1));
  analysed->run(sql["now"]);
  for (const auto* name :
       {"batches of chairperson", "batches that wait", "batch", "documents of batch", "left out of batch"}) {
    const auto plan = planOf(*analysed, sql[name]);
    static const std::regex kThrough(onSqlite() ? R"(SCAN (b|x|a|l)\b)"
                                                : R"(Seq Scan on balalyk_(batch|batch_document|authorisation)\b)");
    BOOST_CHECK_MESSAGE(!std::regex_search(plan, kThrough), name << ":\n" << plan);
    const bool page = std::string(name) == "batches of chairperson";
    BOOST_CHECK_MESSAGE(!page || sortsOf(plan) == 0, name << ":\n" << plan);
  }
  const auto newest = open().batches().ofChairperson("M1", 20);
  BOOST_REQUIRE_EQUAL(newest.size(), 20u);
  BOOST_CHECK(newest.front().id.ends_with("5000") && newest.back().id.ends_with("4981"));
}

BOOST_AUTO_TEST_SUITE_END()
