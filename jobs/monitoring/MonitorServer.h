#pragma once

#include <functional>
#include <memory>
#include <string>

namespace balalyk {

// What the monitor answers over HTTP.
struct MonitorAnswers {
  struct Health {
    bool good = false;
    std::string json;
  };
  std::function<std::string()> metrics;  // GET /metrics
  std::function<Health()> live;          // GET /health/live: 503 when the process should be restarted
  std::function<Health()> ready;         // GET /health/ready: 503 when it can do no work now
};

// A small HTTP server on a loopback address: nobody outside of the host reads it without a proxy that the operator set
// up. The answers must be quick and must not throw; they come from up to two threads at once.
class MonitorServer {
 public:
  // `address`: "127.0.0.1:9464", "[::1]:9464", port 0 for any free one.
  // Throws Error monitorAddressWrong{address}, monitorAddressNotLoopback{address}, monitorAddressTaken{address,
  // detail}.
  MonitorServer(const std::string& address, MonitorAnswers answers);
  ~MonitorServer();
  MonitorServer(const MonitorServer&) = delete;
  MonitorServer& operator=(const MonitorServer&) = delete;

  std::string address() const;  // with the port in use

 private:
  struct Server;
  std::unique_ptr<Server> server_;
};

}  // namespace balalyk
