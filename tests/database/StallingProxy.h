#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>

namespace balalyk::tests {

// A loopback port before a Unix socket: passes everything on until asked to stall; then connections stay open, new ones
// are accepted, and nothing is answered any more.
class StallingProxy {
 public:
  explicit StallingProxy(std::filesystem::path socket);
  ~StallingProxy();
  int port() const { return port_; }
  void stall(bool stalled) { stalled_ = stalled; }

 private:
  void serve();

  const std::filesystem::path socket_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stalled_{false}, ended_{false};
  std::thread thread_;
};

}  // namespace balalyk::tests
