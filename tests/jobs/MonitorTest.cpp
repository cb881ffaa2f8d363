#include "jobs/monitoring/Monitor.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>

#include "MigratedFile.h"
#include "TempFolder.h"
#include "connectors/database/Database.h"
#include "connectors/texts/Messages.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Console.h"
#include "jobs/output/Log.h"
#include "jobs/wiring/Connections.h"
#include "jobs/wiring/Session.h"

namespace balalyk {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kLongest = 30s;  // until what is waited for has happened on a slow machine

// systemd's end of sd_notify(3).
class NotifySocket {
 public:
  explicit NotifySocket(const std::filesystem::path& path) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    BOOST_REQUIRE_EQUAL(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~NotifySocket() {
    ::unsetenv("NOTIFY_SOCKET");
    ::unsetenv("WATCHDOG_USEC");
    ::close(socket_);
  }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  // The next message within the time; nothing when none came.
  std::optional<std::string> next(std::chrono::milliseconds within = kLongest) {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(within.count())) <= 0) return {};
    std::array<char, 256> buffer{};
    const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    return std::string(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  }
  bool comes(const std::string& message) {
    for (const auto end = Clock::now() + kLongest; Clock::now() < end;)
      if (next() == message) return true;
    return false;
  }

 private:
  int socket_;
};

// A command's session on a migrated SQLite file.
struct MonitoredSession {
  explicit MonitoredSession(const std::string& hangAfter = "1h") {
    const auto connection = tests::migratedFile(folder.path() / "portal.db");
    settings.set("database.connection", connection, {});
    settings.set("worker.hangAfter", hangAfter, {});
  }

  // "127.0.0.1:40123": the port that the system chose, as the log says.
  std::string address() const {
    const auto text = err.str();
    const auto at = text.find("127.0.0.1:");
    BOOST_REQUIRE(at != std::string::npos);
    return text.substr(at, text.find_first_not_of("0123456789.:", at) - at);
  }

  std::pair<int, std::string> get(const std::string& path) const {
    const auto where = address();
    const auto colon = where.rfind(':');
    const auto end = where.find_last_of("0123456789");
    Poco::Net::HTTPClientSession client(where.substr(0, colon),
                                        static_cast<std::uint16_t>(std::stoi(where.substr(colon + 1, end - colon))));
    Poco::Net::HTTPRequest request("GET", path, "HTTP/1.1");
    client.sendRequest(request);
    Poco::Net::HTTPResponse response;
    std::ostringstream body;
    body << client.receiveResponse(response).rdbuf();
    return {response.getStatus(), body.str()};
  }
  // Until the answer says so: samples are taken by a thread.
  bool says(const std::string& path, int status, const std::string& word) const {
    for (const auto end = Clock::now() + kLongest; Clock::now() < end;)
      if (const auto [code, body] = get(path); code == status && body.find(word) != std::string::npos) return true;
    return false;
  }

  test::TempFolder folder;
  Settings settings;
  Messages messages{"en"};
  std::ostringstream out, err;
  Console console{out, err, {}};
  Log log{console, messages, {}};
  Connections connections{settings, messages, log};
  Session session{settings, messages, console, log, connections};
};

BOOST_AUTO_TEST_SUITE(monitor)

BOOST_AUTO_TEST_CASE(a_command_is_ready_once_its_database_has_answered_and_until_it_is_asked_to_stop) {
  MonitoredSession command;
  Monitor monitor(command.session);
  monitor.begin("127.0.0.1:0", {});
  BOOST_TEST(command.says("/health/ready", 200, "\"ready\""));
  BOOST_TEST(command.get("/health/live").first == 200);
  monitor.stopping();
  BOOST_TEST(command.says("/health/ready", 503, "\"stopping\""));
  BOOST_TEST(command.get("/health/live").first == 200);  // it is not to be restarted for that
}

BOOST_AUTO_TEST_CASE(an_engine_that_no_longer_goes_round_is_neither_live_nor_ready_until_it_does_again) {
  MonitoredSession command("1s");
  Monitor monitor(command.session);
  monitor.begin("127.0.0.1:0", {});
  BOOST_TEST(command.says("/health/live", 503, "\"hangs\""));
  BOOST_TEST(command.says("/health/ready", 503, "\"hangs\""));
  monitor.pulse();
  BOOST_TEST(command.get("/health/live").first == 200);
}

BOOST_AUTO_TEST_CASE(what_the_engine_reports_is_in_the_metrics) {
  MonitoredSession command;
  Monitor monitor(command.session);
  monitor.begin("127.0.0.1:0", {});
  monitor.trouble({"databaseTimeout", {}});
  const auto [code, text] = command.get("/metrics");
  BOOST_TEST(code == 200);
  BOOST_TEST(text.find("balalyk_troubles_total{code=\"databaseTimeout\",part=\"database\"} 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_listens_without_an_address) {
  MonitoredSession command;
  Monitor monitor(command.session);
  monitor.begin("", {});
  BOOST_TEST(command.err.str().empty());
}

BOOST_AUTO_TEST_CASE(the_service_manager_hears_that_it_is_ready_and_that_it_stops) {
  MonitoredSession command;
  NotifySocket systemd(command.folder.path() / "notify");
  Monitor monitor(command.session);
  BOOST_TEST(!systemd.next(0ms).has_value());
  monitor.begin("", {});
  BOOST_TEST(systemd.next().value_or("") == "READY=1");
  monitor.stopping();
  BOOST_TEST(systemd.next().value_or("") == "STOPPING=1");
}

BOOST_AUTO_TEST_CASE(the_watchdog_is_fed_only_while_the_engine_goes_round) {
  MonitoredSession command("1s");
  NotifySocket systemd(command.folder.path() / "notify");
  ::setenv("WATCHDOG_USEC", "150000", 1);  // fed every 50 ms
  Monitor monitor(command.session);
  monitor.begin("", {});
  BOOST_TEST(systemd.comes("WATCHDOG=1"));
  // Without a pulse the feeding ends: a silence of twenty intervals, or the time is over.
  bool silent = false;
  for (const auto end = Clock::now() + kLongest; !silent && Clock::now() < end;) silent = !systemd.next(1000ms);
  BOOST_TEST(silent);
  monitor.pulse();
  BOOST_TEST(systemd.comes("WATCHDOG=1"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk
