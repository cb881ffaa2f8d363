#include "FaultProxy.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/StreamCopier.h>
#include <sys/socket.h>

#include "S3Server.h"

namespace balalyk::tests {

namespace net = Poco::Net;

class FaultProxy::Handler final : public net::HTTPRequestHandler {
 public:
  explicit Handler(FaultProxy& proxy) : proxy_(proxy) {}

  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    const auto fault =
        proxy_.take(request.getMethod() + (request.has("if-none-match") ? " if-none-match" : std::string()));
    using Kind = Fault::Kind;
    if (fault.kind == Kind::stall) return stall(request);
    if (fault.kind == Kind::cutUpload) {
      char some[1000];
      request.stream().read(some, sizeof some);
      return cut(request);
    }
    std::string content;
    Poco::StreamCopier::copyToString(request.stream(), content);
    if (fault.kind == Kind::answer) return answer(response, fault.status, fault.body);
    passOn(request, content, fault, response);
  }

 private:
  // The socket below TLS: its peer sees an end that nobody announced.
  static void cut(net::HTTPServerRequest& request) {
    ::shutdown(dynamic_cast<net::HTTPServerRequestImpl&>(request).socket().impl()->sockfd(), SHUT_RDWR);
  }

  void stall(net::HTTPServerRequest& request) {
    auto& socket = dynamic_cast<net::HTTPServerRequestImpl&>(request).socket();
    char byte = 0;
    // Until the client gives up.
    while (!proxy_.ended_) {
      const auto descriptor = socket.impl()->sockfd();
      socket.poll(Poco::Timespan(0, 20'000), net::Socket::SELECT_READ);
      if (::recv(descriptor, &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0) break;
    }
    cut(request);
  }

  static void answer(net::HTTPServerResponse& response, int status, const std::string& body) {
    response.setStatus(static_cast<net::HTTPResponse::HTTPStatus>(status));
    response.setContentLength(static_cast<std::streamsize>(body.size()));
    response.send() << body;
  }

  void passOn(net::HTTPServerRequest& request, const std::string& content, const Fault& fault,
              net::HTTPServerResponse& response) {
    using Kind = Fault::Kind;
    net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(S3Server::shared().plainPort()));
    net::HTTPRequest forward(request.getMethod(), request.getURI(), net::HTTPMessage::HTTP_1_1);
    for (const auto& [name, value] : request) forward.set(name, value);
    session.sendRequest(forward) << content;
    net::HTTPResponse answered;
    std::string body;
    Poco::StreamCopier::copyToString(session.receiveResponse(answered), body);
    if (fault.kind == Kind::loseAnswer) return cut(request);
    if (fault.kind == Kind::ignoreCondition && answered.getStatus() == 412) return answer(response, 200, {});
    if (fault.kind == Kind::corrupt && !body.empty()) body[body.size() / 2] ^= 1;

    response.setStatus(answered.getStatus());
    for (const auto& [name, value] : answered) response.set(name, value);
    response.setChunkedTransferEncoding(false);
    if (request.getMethod() != "HEAD") response.setContentLength(static_cast<std::streamsize>(body.size()));
    if (fault.kind == Kind::cutAnswer) {
      (response.send() << body.substr(0, body.size() / 2)).flush();
      return cut(request);
    }
    response.send() << body;
  }

  FaultProxy& proxy_;
};

class FaultProxy::Factory final : public net::HTTPRequestHandlerFactory {
 public:
  explicit Factory(FaultProxy& proxy) : proxy_(proxy) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override { return new Handler(proxy_); }

 private:
  FaultProxy& proxy_;
};

FaultProxy::FaultProxy() {
  auto& server = S3Server::shared();
  const net::Context::Ptr context = new net::Context(net::Context::TLS_SERVER_USE, server.key().string(),
                                                     server.certificate().string(), "", net::Context::VERIFY_NONE);
  const net::SecureServerSocket socket(net::SocketAddress("127.0.0.1", 0), 64, context);
  port_ = socket.address().port();
  server_ = std::make_unique<net::HTTPServer>(new Factory(*this), socket, new net::HTTPServerParams);
  server_->start();
}

FaultProxy::~FaultProxy() {
  ended_ = true;
  server_->stopAll(true);
}

void FaultProxy::next(std::deque<Fault> faults) {
  const std::lock_guard lock(mutex_);
  faults_ = std::move(faults);
}

void FaultProxy::always(Fault fault) {
  const std::lock_guard lock(mutex_);
  always_ = std::move(fault);
}

std::vector<std::string> FaultProxy::requests() {
  const std::lock_guard lock(mutex_);
  return requests_;
}

Fault FaultProxy::take(std::string seen) {
  const std::lock_guard lock(mutex_);
  requests_.push_back(std::move(seen));
  if (faults_.empty()) return always_;
  auto fault = faults_.front();
  faults_.pop_front();
  return fault;
}

}  // namespace balalyk::tests
