#pragma once

#include <Poco/Net/HTTPServer.h>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace balalyk::tests {

// What happens to one request on its way to the server or back.
struct Fault {
  enum class Kind {
    none,
    answer,           // the proxy answers itself: status, body
    cutUpload,        // the connection ends amid the body that is sent
    cutAnswer,        // the connection ends amid the body that is answered
    loseAnswer,       // the server does it, and nobody hears of it
    stall,            // nothing comes any more
    corrupt,          // one byte of the answer's body is another
    ignoreCondition,  // as a server that never heard of conditional puts: a 412 comes as 200
  };
  Kind kind = Kind::none;
  int status = 0;
  std::string body = {};
};

// TLS before the S3 server, with faults. Signatures stay whole: requests are passed on as they are.
class FaultProxy {
 public:
  FaultProxy();
  ~FaultProxy();

  int port() const { return port_; }
  void next(std::deque<Fault> faults);  // for the next requests, one each
  void always(Fault fault);             // for all that follow them
  std::vector<std::string> requests();  // what came so far: "PUT if-none-match", "HEAD"

 private:
  class Handler;
  class Factory;
  Fault take(std::string seen);

  std::mutex mutex_;
  std::deque<Fault> faults_;
  Fault always_;
  std::vector<std::string> requests_;
  std::atomic<bool> ended_{false};
  int port_ = 0;
  std::unique_ptr<Poco::Net::HTTPServer> server_;
};

}  // namespace balalyk::tests
