#include "connectors/database/session/PostgresSession.h"

#include <algorithm>
#include <utility>

#include "connectors/database/session/PostgresRows.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

// What the server says names tables and constraints by their own fields; its messages may repeat values and are left
// out.
std::string detailOf(const PGresult* result) {
  std::string detail;
  for (const auto field : {PG_DIAG_SQLSTATE, PG_DIAG_TABLE_NAME, PG_DIAG_CONSTRAINT_NAME}) {
    const char* text = PQresultErrorField(result, field);
    if (text) detail += (detail.empty() ? "SQLSTATE " : " ") + std::string(text);
  }
  return detail;
}

bool isOneOf(std::string_view state, std::initializer_list<std::string_view> states) {
  return std::ranges::find(states, state) != states.end();
}

// The connection is lost, or leads to a server that is of no more use (stopping, or a standby after a fail-over), or
// holds plans from before a migration.
bool needsAnotherConnection(std::string_view state) {
  return state.starts_with("08") || state.starts_with("57P") ||
         isOneOf(state, {"25006", "25P02", "25P03", "0A000", "53300"});
}

// Values as libpq wants them; numbers as text, bytes as they are.
class Parameters {
 public:
  explicit Parameters(std::span<const SqlValue> values) {
    texts_.reserve(values.size());
    for (const auto& value : values) add(value);
  }
  int count() const { return static_cast<int>(pointers_.size()); }
  const char* const* pointers() const { return pointers_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add(const SqlValue& value) {
    const char* pointer = nullptr;
    int length = 0;
    bool binary = false;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      pointer = texts_.emplace_back(std::to_string(*number)).c_str();
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      pointer = text->c_str();
    } else if (const auto* blob = std::get_if<SqlBlob>(&value)) {
      pointer = blob->bytes.data();
      length = static_cast<int>(blob->bytes.size());
      binary = true;
    }
    pointers_.push_back(pointer);
    lengths_.push_back(length);
    formats_.push_back(binary ? 1 : 0);
  }

  std::vector<std::string> texts_;  // reserved: what points into it stays
  std::vector<const char*> pointers_;
  std::vector<int> lengths_, formats_;
};

SqlResult resultOf(const PGresult* answer) {
  SqlResult result;
  result.rows = rowsOf(answer);
  const std::string changed = PQcmdTuples(const_cast<PGresult*>(answer));
  result.changed = changed.empty() ? 0 : std::stoll(changed);
  return result;
}

}  // namespace

bool PostgresSession::usable() const {
  return !broken_ && (!underWay_ || unheard_) && PQstatus(connection_.get()) == CONNECTION_OK;
}

void PostgresSession::failLate() {
  // What the server still does for this session nobody will read.
  broken_ = true;
  throw Error("databaseTimeout");
}

void PostgresSession::fail(const PGresult* result) {
  const char* text = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  const std::string_view state = text ? text : "";
  if (state.empty() || PQstatus(connection_.get()) != CONNECTION_OK || needsAnotherConnection(state)) {
    broken_ = true;
    throw Error("databaseUnreachable", {{"detail", state.empty() ? "the connection was lost" : detailOf(result)}});
  }
  if (isOneOf(state, {"40001", "40P01"})) throw SqlConflict();
  // A prepared statement that is unknown, or known already: the session behind is not always the same one.
  if (isOneOf(state, {"26000", "42P05"})) {
    broken_ = true;
    throw Error("databasePooled");
  }
  if (state == "55P03") throw Error("databaseLocked");
  if (state == "57014") throw Error("databaseTimeout");
  if (state == "53100") throw Error("databaseFull");
  if (state.starts_with("XX")) throw Error("databaseCorrupt", {{"detail", detailOf(result)}});
  throw Error("databaseRefused", {{"detail", detailOf(result)}});
}

void PostgresSession::flush() {
  while (true) {
    const int left = PQflush(connection_.get());
    if (left == 0) return;
    if (left < 0) fail(nullptr);
    if (!awaitSocket(connection_.get(), true, deadline_)) failLate();
    if (PQconsumeInput(connection_.get()) == 0) fail(nullptr);
  }
}

// Whoever leaves it by an exception leaves a session that nobody can use.
void PostgresSession::enterPipeline() {
  underWay_ = true;
  sent(PQenterPipelineMode(connection_.get()));
}

void PostgresSession::sent(int accepted) {
  if (accepted == 0) fail(nullptr);
}

PostgresResult PostgresSession::next() {
  PostgresResult kept;
  while (true) {
    while (PQisBusy(connection_.get())) {
      if (!awaitSocket(connection_.get(), false, deadline_)) failLate();
      if (PQconsumeInput(connection_.get()) == 0) fail(nullptr);
    }
    PostgresResult result(PQgetResult(connection_.get()));
    if (!result) return kept;
    kept = std::move(result);
    if (PQresultStatus(kept.get()) == PGRES_PIPELINE_SYNC) return kept;  // nothing follows it
    if (PQstatus(connection_.get()) != CONNECTION_OK) fail(kept.get());
  }
}

// The statements' results, once all were answered. What follows a refused one the server passes over.
std::vector<PostgresResult> PostgresSession::drain(std::size_t statements) {
  std::vector<PostgresResult> results;
  PostgresResult refused;
  for (std::size_t i = 0; i < statements; ++i) {
    auto result = next();
    if (!result) fail(nullptr);
    const auto status = PQresultStatus(result.get());
    const bool fine = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
    if (fine) {
      results.push_back(std::move(result));
    } else if (!refused) {
      refused = std::move(result);
    }
  }
  next();
  sent(PQexitPipelineMode(connection_.get()));
  underWay_ = false;
  // Names are never given twice: whether a refused pipeline got as far as to prepare is of no matter.
  if (refused) {
    for (const auto& text : preparing_) prepared_.erase(text);
  }
  preparing_.clear();
  if (refused) {
    anyPlan_.reset();  // what was set in a transaction that failed is undone
    fail(refused.get());
  }
  return results;
}

// Our own statements look up few rows by an index, whatever the statistics say: a plan made while the tables were
// small, or before they were analysed, would be kept for as long as the connection and read the archive through.
void PostgresSession::choosePlanner(const SqlStatement& statement) {
  if (anyPlan_ == statement.readsPortal) return;
  static const SqlStatement kChoose{
      "choose planner",
      "SELECT set_config('enable_seqscan', $1, false), set_config('enable_hashjoin', $1, false), "
      "set_config('enable_mergejoin', $1, false), set_config('plan_cache_mode', $2, false)"};
  posted_.push_back(
      {kChoose, {statement.readsPortal ? "on" : "off", statement.readsPortal ? "auto" : "force_generic_plan"}});
  anyPlan_ = statement.readsPortal;
}

void PostgresSession::sendPrepare(const SqlStatement& statement, std::size_t& statements) {
  if (prepared_.contains(statement.text)) return;
  const auto name = "s" + std::to_string(++names_);
  sent(PQsendPrepare(connection_.get(), name.c_str(), statement.text.c_str(), 0, nullptr));
  ++statements;
  prepared_.emplace(statement.text, name);
  preparing_.push_back(statement.text);
}

void PostgresSession::send(const Posted& posted, std::size_t& statements) {
  const Parameters parameters(posted.values);
  if (posted.statement.name.empty()) {
    sent(PQsendQueryParams(connection_.get(), posted.statement.text.c_str(), parameters.count(), nullptr,
                           parameters.pointers(), parameters.lengths(), parameters.formats(), 0));
  } else {
    sendPrepare(posted.statement, statements);
    sent(PQsendQueryPrepared(connection_.get(), prepared_.at(posted.statement.text).c_str(), parameters.count(),
                             parameters.pointers(), parameters.lengths(), parameters.formats(), 0));
  }
  ++statements;
}

// Of what was posted, the result of each: those of the statements that prepare them are left out.
std::vector<PostgresResult> PostgresSession::runPosted() {
  hearEnd();
  const auto batch = std::exchange(posted_, {});
  begun_ = true;
  std::size_t statements = 0;
  std::vector<std::size_t> places;
  enterPipeline();
  for (const auto& posted : batch) {
    send(posted, statements);
    places.push_back(statements - 1);
  }
  sent(PQpipelineSync(connection_.get()));
  flush();
  auto all = drain(statements);
  std::vector<PostgresResult> results;
  for (const auto place : places) results.push_back(std::move(all.at(place)));
  return results;
}

PostgresResult PostgresSession::runLast(Posted last) {
  posted_.push_back(std::move(last));
  return std::move(runPosted().back());
}

SqlResult PostgresSession::run(const SqlStatement& statement, std::span<const SqlValue> values) {
  choosePlanner(statement);
  return resultOf(runLast({statement, {values.begin(), values.end()}}).get());
}

std::vector<SqlResult> PostgresSession::runAll(const std::vector<SqlAsk>& asks, Then then) {
  std::vector<std::size_t> places;
  for (const auto& ask : asks) {
    choosePlanner(ask.statement);
    places.push_back(posted_.size());
    posted_.push_back(ask);
  }
  const bool ends = then == Then::last && reading_;
  if (ends) posted_.push_back({{"", "COMMIT"}, {}});
  const auto answers = runPosted();
  if (ends) {
    begun_ = reading_ = false;
    ended_ = true;
  }
  std::vector<SqlResult> results;
  for (const auto place : places) results.push_back(resultOf(answers[place].get()));
  return results;
}

void PostgresSession::post(const SqlStatement& statement, std::span<const SqlValue> values) {
  posted_.push_back({statement, {values.begin(), values.end()}});
}

// Several statements in one text: not for a pipeline.
void PostgresSession::script(const std::string& text) {
  hearEnd();
  if (!posted_.empty()) runLast({{"", "SELECT 1"}, {}});
  sent(PQsendQuery(connection_.get(), text.c_str()));
  flush();
  PostgresResult refused;
  while (true) {
    while (PQisBusy(connection_.get())) {
      if (!awaitSocket(connection_.get(), false, deadline_)) failLate();
      if (PQconsumeInput(connection_.get()) == 0) fail(nullptr);
    }
    PostgresResult result(PQgetResult(connection_.get()));
    if (!result) break;
    if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR) refused = std::move(result);
  }
  if (refused) fail(refused.get());
}

void PostgresSession::begin(SqlAccess access) {
  posted_.clear();
  begun_ = ended_ = false;
  reading_ = access == SqlAccess::read;
  posted_.push_back(
      {{"", access == SqlAccess::read ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN"}, {}});
  if (access == SqlAccess::lightWrite) posted_.push_back({{"", "SET LOCAL synchronous_commit = off"}, {}});
}

void PostgresSession::commit() {
  if (std::exchange(ended_, false)) return;
  if (std::exchange(reading_, false)) return endReading();
  const auto result = runLast({{"", "COMMIT"}, {}});
  begun_ = false;
  // A transaction that failed before answers a commit with a rollback.
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") {
    throw Error("databaseRefused", {{"detail", "the transaction was rolled back"}});
  }
}

// How a transaction ends that changed nothing is of no matter to anybody: its answer is read by whoever comes next.
void PostgresSession::endReading() {
  if (!begun_) return posted_.clear();
  if (!posted_.empty()) {
    runLast({{"", "COMMIT"}, {}});
  } else {
    std::size_t statements = 0;
    enterPipeline();
    send({{"", "COMMIT"}, {}}, statements);
    sent(PQpipelineSync(connection_.get()));
    flush();
    unheard_ = true;
  }
  begun_ = false;
}

void PostgresSession::hearEnd() {
  if (std::exchange(unheard_, false)) drain(1);
}

void PostgresSession::rollback() noexcept {
  posted_.clear();
  anyPlan_.reset();
  ended_ = reading_ = false;
  if (!begun_ || !usable()) return;
  try {
    script("ROLLBACK");
    begun_ = false;
  } catch (...) {
    broken_ = true;
  }
}

void PostgresSession::announce() {
  posted_.push_back({{"", "NOTIFY balalyk"}, {}});
}

}  // namespace balalyk
