#include "connectors/database/session/PostgresSession.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "connectors/database/session/PostgresRows.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A dead address is given up after so many seconds (libpq's least is 2), so that the next one gets its turn.
constexpr int kSecondsPerAddress = 3;

// The server asks a silent client whether it is there, and does not wait long for it to take an answer: the sessions
// of a host that lost its power or its cable would otherwise stay for hours, and after some such losses none be left.
constexpr const char* kServerGivesUpClient =
    " -c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=30000";

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

// The server's options that the connection itself gives ("?options=-c search_path=…"), to be kept beside ours.
std::string ownOptions(const std::string& uri) {
  char* complaint = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> parsed(PQconninfoParse(uri.c_str(), &complaint),
                                                                              PQconninfoFree);
  PQfreemem(complaint);  // may repeat a password: not reported
  if (!parsed) throw Error("connectionUnreadable", {{"detail", "postgresql"}});
  for (const auto* option = parsed.get(); option->keyword; ++option) {
    if (std::string_view(option->keyword) == "options" && option->val) return option->val;
  }
  return "";
}

// libpq gives no SQLSTATE of a connection that was refused, only its text and the server's. Where a server speaks
// another language, its own words still reach the reader as the detail.
bool saysOneOf(std::string_view message, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](const auto& word) { return message.find(word) != std::string_view::npos; });
}

[[noreturn]] void failToConnect(std::string message) {
  while (message.ends_with('\n')) message.pop_back();
  if (saysOneOf(message, {"unsupported startup parameter"})) throw Error("databasePooled");
  if (saysOneOf(message, {"too many clients", "too many connections", "remaining connection slots"}))
    throw Error("databaseSessionsUsedUp", {{"detail", message}});
  if (saysOneOf(message, {"certificate verify failed", "does not match host name", "root certificate file",
                          "does not support SSL", "server certificate"}))
    throw Error("databaseServerUntrusted", {{"detail", message}});
  throw Error("databaseUnreachable", {{"detail", message}});
}

// A parameter that servers report back to each client, and that this program needs for nothing else: when it is not
// what was asked for, somebody between here and the server dropped our options, and the deadlines with them.
constexpr const char* kMarker = "IntervalStyle";
constexpr const char* kMarkerValue = "iso_8601";

std::string_view reported(const PGconn* connection, const char* parameter) {
  const char* value = PQparameterStatus(connection, parameter);
  return value ? value : "";
}

// What would otherwise come up in the middle of a night.
void requireFit(const PGconn* connection) {
  if (reported(connection, kMarker) != kMarkerValue) throw Error("databasePooled");
  const auto encoding = reported(connection, "server_encoding");
  if (encoding != "UTF8") throw Error("databaseNotUtf8", {{"encoding", std::string(encoding)}});
}

}  // namespace

PostgresConnection connectPostgres(const std::string& uri, SqlDeadline deadline, milliseconds limit) {
  const auto left = std::chrono::duration_cast<std::chrono::seconds>(deadline - steady_clock::now()).count();
  const auto seconds = std::to_string(std::clamp<std::int64_t>(left, 2, kSecondsPerAddress));
  const auto milliseconds = std::to_string(limit.count());
  const auto forLocks = std::to_string(std::max<std::int64_t>(limit.count() * 8 / 10, 1));
  const auto options = "-c statement_timeout=" + milliseconds + " -c lock_timeout=" + forLocks +
                       " -c idle_in_transaction_session_timeout=" + milliseconds + kServerGivesUpClient +
                       " -c client_connection_check_interval=1000 -c jit=off -c TimeZone=UTC -c DateStyle=ISO -c "
                       "client_min_messages=warning " +
                       ownOptions(uri) + " -c " + kMarker + "=" + kMarkerValue;
  // What is before "dbname" the connection may override, what is after it not.
  const std::array<std::pair<const char*, const char*>, 8> settings{{{"connect_timeout", seconds.c_str()},
                                                                     {"keepalives_idle", "30"},
                                                                     {"tcp_user_timeout", milliseconds.c_str()},
                                                                     {"application_name", "balalyk"},
                                                                     {"target_session_attrs", "read-write"},
                                                                     {"dbname", uri.c_str()},
                                                                     {"client_encoding", "UTF8"},
                                                                     {"options", options.c_str()}}};
  std::vector<const char*> names, values;
  for (const auto& [name, value] : settings) {
    names.push_back(name);
    values.push_back(value);
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  PostgresConnection connection(PQconnectdbParams(names.data(), values.data(), 1));
  if (!connection) throw std::bad_alloc();
  if (PQstatus(connection.get()) != CONNECTION_OK || PQsetnonblocking(connection.get(), 1) != 0) {
    failToConnect(PQerrorMessage(connection.get()));
  }
  requireFit(connection.get());
  return connection;
}

namespace {

SqlResult resultOf(const PGresult* answer) {
  SqlResult result;
  result.rows = rowsOf(answer);
  const std::string changed = PQcmdTuples(const_cast<PGresult*>(answer));
  result.changed = changed.empty() ? 0 : std::stoll(changed);
  return result;
}

}  // namespace

bool awaitSocket(PGconn* connection, bool toWrite, SqlDeadline deadline) {
  const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()).count();
  if (left <= 0) return false;
  pollfd socket{PQsocket(connection), static_cast<short>(POLLIN | (toWrite ? POLLOUT : 0)), 0};
  const int ready = poll(&socket, 1, static_cast<int>(left));
  return ready > 0 || (ready < 0 && errno == EINTR);
}

bool PostgresSession::usable() const {
  return !broken_ && PQstatus(connection_.get()) == CONNECTION_OK;
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
  sent(PQenterPipelineMode(connection_.get()));
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
    sent(PQenterPipelineMode(connection_.get()));
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
