#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace balalyk::tests {

// A separate PostgreSQL on a Unix socket in a temporary folder, run by a user that is not root; gone afterwards.
class PostgresServer {
 public:
  PostgresServer();
  ~PostgresServer();

  // "postgresql://…" to one of its databases.
  std::string uri(const std::string& database) const;
  void start();
  void stop();  // at once, as in a crash
  void execute(const std::string& database, const std::string& sql) const;
  pid_t process() const { return process_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  pid_t spawn(const std::vector<std::string>& command) const;

  std::filesystem::path folder_, programs_;
  pid_t process_ = 0;
};

}  // namespace balalyk::tests
