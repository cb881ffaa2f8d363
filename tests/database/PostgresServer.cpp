#include "PostgresServer.h"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

namespace balalyk::tests {

namespace fs = std::filesystem;

namespace {

constexpr const char* kUser = "postgres";

// Debian keeps each version's programs in their own folder.
fs::path newestPrograms() {
  std::vector<fs::path> found;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql")) {
    if (fs::exists(version.path() / "bin" / "postgres")) found.push_back(version.path() / "bin");
  }
  if (found.empty()) throw std::runtime_error("PostgreSQL is not installed");
  return *std::ranges::max_element(found);
}

// In memory where there is room: it makes and removes some hundred databases, and none outlives the run.
fs::path dataFolder() {
  constexpr std::uintmax_t kRoom = std::uintmax_t{2} << 30;
  const fs::path memory = "/dev/shm";
  std::error_code none;
  const auto space = fs::space(memory, none);
  return !none && space.available >= kRoom && access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
}

}  // namespace

PostgresServer::PostgresServer() : programs_(newestPrograms()) {
  std::string pattern = (dataFolder() / "balalyk-pg-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
  if (geteuid() == 0) {
    const auto* user = getpwnam(kUser);
    if (!user || chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("no user postgres");
  }
  int status = 0;
  const auto made = spawn({(programs_ / "initdb").string(), "-D", (folder_ / "data").string(), "-U", kUser, "-A",
                           "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"});
  waitpid(made, &status, 0);
  if (status != 0) throw std::runtime_error("initdb failed: " + (folder_ / "log").string());
  start();
}

PostgresServer::~PostgresServer() {
  stop();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

// The server refuses to run as root: the child becomes another user first.
pid_t PostgresServer::spawn(const std::vector<std::string>& command) const {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const auto* user = geteuid() == 0 ? getpwnam(kUser) : nullptr;
  const auto log = (folder_ / "log").string();
  const pid_t child = fork();
  if (child != 0) return child;
  if (user && (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) _exit(126);
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (output < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0 || chdir("/") != 0) _exit(126);
  execv(arguments[0], arguments.data());
  _exit(127);
}

void PostgresServer::start() {
  process_ = spawn({(programs_ / "postgres").string(), "-D", (folder_ / "data").string(), "-k", folder_.string(), "-c",
                    "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200",
                    "-c", "autovacuum_naptime=5s"});
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (PQping(uri("postgres").c_str()) != PQPING_OK) {
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("PostgreSQL does not start");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void PostgresServer::stop() {
  if (process_ == 0) return;
  kill(process_, SIGQUIT);  // immediate shutdown
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

std::string PostgresServer::uri(const std::string& database) const {
  std::string host;
  for (const char c : folder_.string()) host += c == '/' ? "%2F" : std::string(1, c);
  return "postgresql://" + std::string(kUser) + "@" + host + "/" + database;
}

void PostgresServer::execute(const std::string& database, const std::string& sql) const {
  PGconn* connection = PQconnectdb(uri(database).c_str());
  PQclear(PQexec(connection, "SET client_min_messages = warning"));
  PGresult* result = PQexec(connection, sql.c_str());
  const auto status = PQresultStatus(result);
  const std::string message = PQerrorMessage(connection);
  PQclear(result);
  PQfinish(connection);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error(message);
}

}  // namespace balalyk::tests
