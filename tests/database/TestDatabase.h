#pragma once

#include <boost/test/tools/assertion_result.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connectors/database/Database.h"
#include "connectors/database/PortalTables.h"
#include "connectors/database/session/SqlSession.h"

namespace balalyk::tests {

using std::chrono::milliseconds;

// Which implementation this run is about: the word after "--" on the command line.
std::string implementation();
inline bool onSqlite() {
  return implementation() == "sqlite";
}
boost::test_tools::assertion_result onlyOnSqlite(unsigned long);  // for preconditions of tests
boost::test_tools::assertion_result onlyOnPostgres(unsigned long);

class PostgresServer;
PostgresServer& postgresServer();

// A separate database for a test, empty and migrated; gone afterwards.
class TestDatabase {
 public:
  enum class Migrated { yes, no };
  explicit TestDatabase(Migrated migrated = Migrated::yes);
  ~TestDatabase();

  const std::string& connection() const { return connection_; }
  PortalDatabase& open();  // one for the test; further ones by openDatabase(connection())
  DocumentQueue& queue() { return open().queue(); }
  DocumentArchive& archive() { return open().archive(); }
  Authorisations& authorisations() { return open().authorisations(); }

  // SQL past the port, for what only an operator or an attacker does.
  SqlResult sql(const std::string& text, std::vector<SqlValue> values = {});
  std::int64_t number(const std::string& text);

  // Documents in state decided, by default application "A1" and so on of commission K1, chairperson M1.
  std::string take(const NewDocument& document);
  std::vector<std::string> takeMany(int count);
  // One document brought to a state by the stages of a worker.
  std::string documentIn(State state, const NewDocument& document);
  // Claims due documents of a stage; each at most `limit`.
  std::vector<Claim> claim(Stage stage, const std::string& worker = "w1", int limit = 100,
                           milliseconds lease = std::chrono::minutes(1));
  bool complete(const Claim& claim, Stage stage, const std::string& worker = "w1");
  void authorise(const std::string& documentId);

  Document document(const std::string& id) { return archive().document(id).value(); }
  State stateOf(const std::string& id) { return document(id).state; }
  std::int64_t count(State state);
  std::vector<std::string> events(const std::string& documentId);

 private:
  std::string connection_;
  std::function<void()> remove_;
  std::unique_ptr<PortalDatabase> database_;
  int authorisations_ = 0;
};

NewDocument newDocument(const std::string& key, const std::string& content = "first");
Completion resultFor(const Claim& claim, Stage stage);
Completed completionOf(const Claim& claim, Stage stage);
Date day(int year, unsigned month, unsigned dayOfMonth);
std::string uuid(int number);

// Asks until `condition` holds; a test that waits for more than its deadline fails there.
bool eventually(const std::function<bool()>& condition, milliseconds deadline = std::chrono::seconds(20));

// The code of the Error that `work` throws; "" when it throws none.
std::string codeOf(const std::function<void()>& work);

}  // namespace balalyk::tests
