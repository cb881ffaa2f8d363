#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "connectors/portal/web/Site.h"

namespace balalyk::web {

struct ServerOptions {
  std::string listen = "127.0.0.1:8480";  // port 0: any free one
  bool listenBeyond = false;  // may be another address than this machine's: TLS ends in front, on another host
  int threads = 16;
  int queue = 64;                                 // connections that wait for a thread; further ones are closed
  std::chrono::milliseconds patience{5'000};      // with a sender that is silent
  std::chrono::milliseconds headWithin{10'000};   // the header is here, however slowly it drips
  std::chrono::milliseconds doneWithin{120'000};  // the whole request, its answer included
};

// The portal's HTTP server: Poco's, with what its faults need around it (README, «Poco's faults»). One request a
// connection.
class Server {
 public:
  // Listens. Throws Error portalListenWrong{address}, portalListenBeyond{address}, portalListenTaken{address, detail}.
  Server(const ServerOptions& options, Site& site);
  ~Server();  // as stop, without patience
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string address() const;  // with the port in use
  // Takes no more; what runs is finished within the time, then cut off. False: something was cut off.
  bool stop(std::chrono::milliseconds within);

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace balalyk::web
