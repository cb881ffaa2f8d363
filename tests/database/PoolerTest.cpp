#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "PostgresServer.h"
#include "TestDatabase.h"

using namespace balalyk;
using namespace balalyk::tests;
namespace fs = std::filesystem;

namespace {

// A real PgBouncer before the server, on a Unix socket beside the server's own.
class Pooler {
 public:
  explicit Pooler(const std::string& settings) {
    const auto file = folder_ / "pgbouncer.ini";
    std::ofstream(file) << "[databases]\n* = host=" << folder_.string() << " port=5432 user=postgres\n"
                        << "[pgbouncer]\nlisten_addr =\nlisten_port = 6432\nunix_socket_dir = " << folder_.string()
                        << "\nauth_type = any\n"
                        << settings;
    fs::permissions(file, fs::perms::owner_all | fs::perms::group_read | fs::perms::others_read);
    const auto* user = geteuid() == 0 ? getpwnam("postgres") : nullptr;
    process_ = fork();
    if (process_ == 0) {
      if (user && (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) _exit(126);
      const int output = open((folder_ / "pooler.log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      if (output < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) _exit(126);
      execl("/usr/sbin/pgbouncer", "pgbouncer", "-q", file.c_str(), nullptr);
      _exit(127);
    }
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!fs::exists(folder_ / ".s.PGSQL.6432")) {
      BOOST_REQUIRE(std::chrono::steady_clock::now() < end);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  ~Pooler() {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    fs::remove(folder_ / ".s.PGSQL.6432");
  }
  std::string uri(const std::string& direct) const {
    return direct + (direct.find('?') == std::string::npos ? "?" : "&") + "port=6432";
  }

 private:
  const fs::path folder_ = postgresServer().folder();
  pid_t process_ = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(PostgresPooler, *boost::unit_test::precondition(onlyOnPostgres))

BOOST_AUTO_TEST_CASE(a_pooler_that_refuses_or_drops_our_options_is_named) {
  TestDatabase test;
  for (const char* settings :
       {"pool_mode = transaction\n", "pool_mode = transaction\nignore_startup_parameters = options\n",
        "pool_mode = session\nignore_startup_parameters = options\n"}) {
    const Pooler pooler(settings);
    BOOST_CHECK_EQUAL(codeOf([&] { openDatabase(pooler.uri(test.connection()))->now(); }), "databasePooled");
    BOOST_CHECK_EQUAL(codeOf([&] { migrate(pooler.uri(test.connection()), {}); }), "databasePooled");
  }
}

BOOST_AUTO_TEST_CASE(a_database_that_is_not_utf8_is_refused_before_it_is_migrated) {
  postgresServer().execute("postgres", "CREATE DATABASE latin1 ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  BOOST_CHECK_EQUAL(codeOf([&] { migrate(postgresServer().uri("latin1"), {}); }), "databaseNotUtf8");
  postgresServer().execute("postgres", "DROP DATABASE latin1");
}

BOOST_AUTO_TEST_SUITE_END()
