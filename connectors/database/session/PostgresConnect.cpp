#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "connectors/database/session/PostgresSession.h"
#include "pipeline/Error.h"

// How a connection with the server is made, and waited for.
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

bool awaitSocket(PGconn* connection, bool toWrite, SqlDeadline deadline) {
  const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()).count();
  if (left <= 0) return false;
  pollfd socket{PQsocket(connection), static_cast<short>(POLLIN | (toWrite ? POLLOUT : 0)), 0};
  const int ready = poll(&socket, 1, static_cast<int>(left));
  return ready > 0 || (ready < 0 && errno == EINTR);
}

}  // namespace balalyk
