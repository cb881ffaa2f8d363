#include "connectors/portal/web/Server.h"

#include <Poco/Net/HTTPBufferAllocator.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerConnection.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnectionFactory.h>

#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/tcp.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <optional>
#include <thread>

#include "connectors/files/FileDescriptor.h"
#include "connectors/http/DeadlineWatch.h"

namespace balalyk::web {
namespace {

namespace net = Poco::Net;
using Clock = std::chrono::steady_clock;

// More than the queue: who is one too many is closed at once, instead of trying again for a minute.
constexpr int kBacklog = 1024;
constexpr std::size_t kLingerBytes = 1 << 20;
constexpr auto kLingerTime = std::chrono::seconds(2);
constexpr auto kRound = std::chrono::milliseconds(10);
constexpr int kQuietRounds = 2;

// A read that fails leaves the stream bad, and gives nothing: the body counts.
class StreamSource final : public ByteSource {
 public:
  explicit StreamSource(std::istream& stream) : stream_(stream) {}
  std::size_t read(char* buffer, std::size_t size) override {
    stream_.read(buffer, static_cast<std::streamsize>(size));
    got_ += stream_.gcount();
    return static_cast<std::size_t>(stream_.gcount());
  }
  Poco::Int64 got() const { return got_; }

 private:
  std::istream& stream_;
  Poco::Int64 got_ = 0;
};

// One connection's deadlines (for its header, for all of it, for its end), and what became of it.
class ConnectionState {
 public:
  // Its own descriptor: Poco's session closes the socket before we are done with it.
  ConnectionState(DeadlineWatch& watch, const net::StreamSocket& socket, const ServerOptions& options)
      : watch_(watch),
        descriptor_(::fcntl(socket.impl()->sockfd(), F_DUPFD_CLOEXEC, 0)),
        options_(options),
        begun_(Clock::now()) {}
  void forHead() { guard_.emplace(watch_, descriptor_.get(), begun_ + options_.headWithin); }
  void forAll() { guard_.emplace(watch_, descriptor_.get(), begun_ + options_.doneWithin); }
  void forEnd() { guard_.emplace(watch_, descriptor_.get(), Clock::now() + kLingerTime); }
  int descriptor() const { return descriptor_.get(); }

  bool bodyUnread = false;  // bytes may be on their way that nobody has read

 private:
  DeadlineWatch& watch_;
  const FileDescriptor descriptor_;
  const ServerOptions& options_;
  const Clock::time_point begun_;
  std::optional<DeadlineWatch::Guard> guard_;
};

RawHead headOf(const net::HTTPServerRequest& request) {
  RawHead head{
      .method = request.getMethod(), .target = request.getURI(), .version = request.getVersion(), .fields = {}};
  for (const auto& [name, value] : request) head.fields.emplace_back(name, value);
  return head;
}

class Handler final : public net::HTTPRequestHandler {
 public:
  Handler(Site& site, ConnectionState& state) : site_(site), state_(state) {}

  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    state_.forAll();
    StreamSource source(request.stream());
    state_.bodyUnread = true;
    const auto answer = site_.answer(headOf(request), source, request.clientAddress().host().toString());
    state_.bodyUnread = request.hasContentLength() ? request.getContentLength64() != source.got()
                                                   : request.getChunkedTransferEncoding();
    response.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(answer.status()));
    if (answer.status() == kMisdirected) response.setReason("Misdirected Request");
    response.setVersion(net::HTTPMessage::HTTP_1_1);
    response.setKeepAlive(false);
    for (const auto& [name, value] : answer.fields()) response.add(name, value);
    response.setContentType(answer.type());
    // A 304's length would be that of the page.
    if (answer.status() != net::HTTPResponse::HTTP_NOT_MODIFIED)
      response.setContentLength64(static_cast<Poco::Int64>(answer.body().size()));
    auto& stream = response.send();
    if (request.getMethod() != net::HTTPRequest::HTTP_HEAD)
      stream.write(answer.body().data(), static_cast<std::streamsize>(answer.body().size()));
    stream.flush();
  }

 private:
  static constexpr int kMisdirected = 421;  // Poco has no words for it

  Site& site_;
  ConnectionState& state_;
};

class HandlerFactory final : public net::HTTPRequestHandlerFactory {
 public:
  HandlerFactory(Site& site, std::shared_ptr<ConnectionState> state) : site_(site), state_(std::move(state)) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest& request) override {
    // Poco sends «100 Continue» unless the answer has another status already: not before the header is checked.
    bool good = true;
    try {
      checkHead(headOf(request));
    } catch (const Error&) {
      good = false;
    }
    if (!good) request.response().setStatus(net::HTTPResponse::HTTP_BAD_REQUEST);
    return new Handler(site_, *state_);  // Poco takes it over
  }

 private:
  Site& site_;
  const std::shared_ptr<ConnectionState> state_;
};

class Connection final : public net::HTTPServerConnection {
 public:
  Connection(const net::StreamSocket& socket, net::HTTPServerParams::Ptr params, Site& site,
             std::shared_ptr<ConnectionState> state)
      : HTTPServerConnection(socket, params, new HandlerFactory(site, state)), state_(std::move(state)) {}

  void run() override {
    state_->forHead();
    try {
      HTTPServerConnection::run();
    } catch (const Poco::DataException&) {
      // A length that is not a number: Poco would close without a word.
      refuse();
    }
    wipeBuffers();
    if (state_->bodyUnread) readWhatIsLeft();
  }

 private:
  // A form's password passed through the buffers of the connection and of the body. Poco keeps them for the next one:
  // those given back last are taken first.
  static void wipeBuffers() {
    using Buffers = net::HTTPBufferAllocator;
    std::array<char*, 3> last{};
    for (auto& buffer : last) {
      buffer = Buffers::allocate(Buffers::BUFFER_SIZE);
      OPENSSL_cleanse(buffer, Buffers::BUFFER_SIZE);
    }
    for (auto* buffer : last) Buffers::deallocate(buffer, Buffers::BUFFER_SIZE);
  }

  void refuse() {
    state_->bodyUnread = true;
    static constexpr std::string_view kAnswer =
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    [[maybe_unused]] const auto sent =
        ::send(state_->descriptor(), kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }

  // A socket that is closed while bytes are on their way is reset, and the answer with it: a browser that sends 21 MB
  // would never see why they were refused.
  void readWhatIsLeft() {
    state_->forEnd();
    ::shutdown(state_->descriptor(), SHUT_WR);
    std::array<char, 16'384> buffer{};
    for (std::size_t read = 0; read < kLingerBytes;) {
      const auto got = ::recv(state_->descriptor(), buffer.data(), buffer.size(), 0);
      if (got <= 0) return;
      read += static_cast<std::size_t>(got);
    }
  }

  const std::shared_ptr<ConnectionState> state_;
};

class ConnectionFactory final : public net::TCPServerConnectionFactory {
 public:
  ConnectionFactory(const ServerOptions& options, net::HTTPServerParams::Ptr params, Site& site, DeadlineWatch& watch)
      : options_(options), params_(std::move(params)), site_(site), watch_(watch) {}
  net::TCPServerConnection* createConnection(const net::StreamSocket& socket) override {
    return new Connection(socket, params_, site_, std::make_shared<ConnectionState>(watch_, socket, options_));
  }

 private:
  const ServerOptions& options_;
  const net::HTTPServerParams::Ptr params_;
  Site& site_;
  DeadlineWatch& watch_;
};

// From here on who asks for a new connection hears nothing, asks again after a second, and is refused then: whoever is
// in front turns to another portal, with nothing sent yet. Closed at once, the socket would reset what waits at it, and
// a form in it would be lost. What is established continues. False: not possible here.
bool hearNoNewConnections(int socket) {
  constexpr unsigned kFlags = 13;  // the byte of the TCP header
  sock_filter program[] = {BPF_STMT(BPF_LD | BPF_B | BPF_ABS, kFlags),
                           BPF_STMT(BPF_ALU | BPF_AND | BPF_K, TH_SYN | TH_ACK),
                           BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TH_SYN, 0, 1), BPF_STMT(BPF_RET | BPF_K, 0),
                           BPF_STMT(BPF_RET | BPF_K, 0xffffffff)};
  const sock_fprog filter{std::size(program), program};
  return ::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
}

bool somebodyWaits(int socket) {
  pollfd waiting{.fd = socket, .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, 0) > 0;
}

net::SocketAddress addressOf(const ServerOptions& options) {
  net::SocketAddress address;
  try {
    address = net::SocketAddress(options.listen);
  } catch (const Poco::Exception&) {
    throw Error("portalListenWrong", {{"address", options.listen}});
  }
  if (!address.host().isLoopback() && !options.listenBeyond)
    throw Error("portalListenBeyond", {{"address", options.listen}});
  return address;
}

net::HTTPServerParams::Ptr paramsOf(const ServerOptions& options) {
  net::HTTPServerParams::Ptr params(new net::HTTPServerParams);
  params->setMaxThreads(options.threads);
  params->setMaxQueued(options.queue);
  params->setKeepAlive(false);
  params->setThreadIdleTime(Poco::Timespan(1, 0));  // a thread that misses the end of the server sleeps as long
  params->setTimeout(Poco::Timespan(std::chrono::microseconds(options.patience).count()));
  return params;
}

}  // namespace

struct Server::Running {
  const ServerOptions options;
  DeadlineWatch watch;
  net::ServerSocket socket;
  Poco::ThreadPool threads;
  std::unique_ptr<net::TCPServer> http;
};

Server::Server(const ServerOptions& options, Site& site)
    : running_(new Running{options, {}, {}, {1, options.threads + 1}, nullptr}) {
  const auto wanted = addressOf(options);
  try {
    running_->socket.bind(wanted, true);
    running_->socket.listen(kBacklog);
  } catch (const Poco::Exception& error) {
    throw Error("portalListenTaken", {{"address", options.listen}, {"detail", error.displayText()}});
  }
  auto params = paramsOf(options);
  running_->http =
      std::make_unique<net::TCPServer>(new ConnectionFactory(running_->options, params, site, running_->watch),
                                       running_->threads, running_->socket, params);
  running_->http->start();
}

Server::~Server() {
  stop(std::chrono::milliseconds(0));
}

std::string Server::address() const {
  return running_->socket.address().toString();
}

bool Server::stop(std::chrono::milliseconds within) {
  const auto until = Clock::now() + within;
  const int socket = running_->socket.impl()->sockfd();
  if (within.count() > 0 && hearNoNewConnections(socket)) {
    // Poco drops what it has accepted and not begun: until there is none, twice in a row since it may be in between.
    for (int quiet = 0; quiet < kQuietRounds && Clock::now() < until;) {
      std::this_thread::sleep_for(kRound);
      quiet = somebodyWaits(socket) || running_->http->queuedConnections() > 0 ? 0 : quiet + 1;
    }
  }
  // Poco looks only four times a second whether it is to stop; an end that it sees wakes it.
  ::shutdown(socket, SHUT_RDWR);
  running_->http->stop();
  while (running_->http->currentConnections() > 0 && Clock::now() < until) std::this_thread::sleep_for(kRound);
  const bool all = running_->http->currentConnections() == 0;
  running_->watch.cutAll();
  running_->threads.stopAll();
  return all;
}

}  // namespace balalyk::web
