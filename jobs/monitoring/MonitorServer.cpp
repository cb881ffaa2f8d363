#include "jobs/monitoring/MonitorServer.h"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>

#include "pipeline/Error.h"

namespace balalyk {
namespace {

namespace net = Poco::Net;

constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

class Handler final : public net::HTTPRequestHandler {
 public:
  explicit Handler(const MonitorAnswers& answers) : answers_(answers) {}

  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    const auto& method = request.getMethod();
    if (method != net::HTTPRequest::HTTP_GET && method != net::HTTPRequest::HTTP_HEAD) {
      response.set("Allow", "GET, HEAD");
      return answer(request, response, net::HTTPResponse::HTTP_METHOD_NOT_ALLOWED, "text/plain", "");
    }
    const auto path = request.getURI().substr(0, request.getURI().find('?'));
    if (path == "/metrics")
      return answer(request, response, net::HTTPResponse::HTTP_OK, kMetricsType, answers_.metrics());
    if (path == "/health/live") return health(request, response, answers_.live());
    if (path == "/health/ready") return health(request, response, answers_.ready());
    answer(request, response, net::HTTPResponse::HTTP_NOT_FOUND, "text/plain", "");
  }

 private:
  static void health(const net::HTTPServerRequest& request, net::HTTPServerResponse& response,
                     const MonitorAnswers::Health& health) {
    answer(request, response, health.good ? net::HTTPResponse::HTTP_OK : net::HTTPResponse::HTTP_SERVICE_UNAVAILABLE,
           "application/json", health.json);
  }

  static void answer(const net::HTTPServerRequest& request, net::HTTPServerResponse& response,
                     net::HTTPResponse::HTTPStatus status, const std::string& type, const std::string& body) {
    response.setStatusAndReason(status);
    response.setContentType(type);
    response.set("Cache-Control", "no-store");
    response.set("X-Content-Type-Options", "nosniff");
    response.setContentLength64(static_cast<Poco::Int64>(body.size()));
    auto& stream = response.send();
    if (request.getMethod() != net::HTTPRequest::HTTP_HEAD) stream << body;
  }

  const MonitorAnswers& answers_;
};

class HandlerFactory final : public net::HTTPRequestHandlerFactory {
 public:
  explicit HandlerFactory(const MonitorAnswers& answers) : answers_(answers) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Handler(answers_);  // Poco takes it over
  }

 private:
  const MonitorAnswers& answers_;
};

net::SocketAddress loopbackAddress(const std::string& text) {
  net::SocketAddress address;
  try {
    address = net::SocketAddress(text);
  } catch (const Poco::Exception&) {
    throw Error("monitorAddressWrong", {{"address", text}});
  }
  if (!address.host().isLoopback()) throw Error("monitorAddressNotLoopback", {{"address", text}});
  return address;
}

}  // namespace

struct MonitorServer::Server {
  const MonitorAnswers answers;
  net::ServerSocket socket;
  Poco::ThreadPool threads{1, 2};
  std::unique_ptr<net::HTTPServer> http;
};

MonitorServer::MonitorServer(const std::string& address, MonitorAnswers answers)
    : server_(new Server{std::move(answers), {}, {1, 2}, nullptr}) {
  const auto wanted = loopbackAddress(address);
  try {
    server_->socket.bind(wanted, true);
    server_->socket.listen(16);
  } catch (const Poco::Exception& error) {
    throw Error("monitorAddressTaken", {{"address", address}, {"detail", error.displayText()}});
  }
  Poco::AutoPtr<net::HTTPServerParams> params(new net::HTTPServerParams);
  params->setMaxThreads(2);
  params->setMaxQueued(16);
  params->setKeepAlive(false);
  params->setTimeout(Poco::Timespan(5, 0));
  server_->http = std::make_unique<net::HTTPServer>(new HandlerFactory(server_->answers), server_->threads,
                                                    server_->socket, params);
  server_->http->start();
}

MonitorServer::~MonitorServer() {
  server_->http->stopAll(true);
}

std::string MonitorServer::address() const {
  return server_->socket.address().toString();
}

}  // namespace balalyk
