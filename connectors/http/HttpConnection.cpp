#include "connectors/http/HttpConnection.h"

#include <Poco/Net/DNS.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>

#include <algorithm>
#include <array>
#include <istream>
#include <ostream>
#include <vector>

#include "connectors/http/TlsTrust.h"

namespace balalyk {

namespace {

namespace net = Poco::Net;
using std::chrono::milliseconds;

constexpr int kMostHeaderFields = 100;

Poco::Timespan timespan(milliseconds time) {
  return Poco::Timespan(std::max<Poco::Timespan::TimeDiff>(1, time.count()) * Poco::Timespan::MILLISECONDS);
}

milliseconds left(Deadline deadline) {
  return std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
}

bool over(Deadline deadline) {
  return left(deadline) <= milliseconds(0);
}

std::vector<net::IPAddress> resolve(const std::string& host) {
  if (isIpAddress(host)) return {net::IPAddress(host)};
  try {
    auto addresses = net::DNS::hostByName(host).addresses();
    std::sort(addresses.begin(), addresses.end());
    addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
    return addresses;
  } catch (const Poco::Exception&) {
    throw HttpError("httpUnreachable", {{"host", host}}, false);
  }
}

net::StreamSocket connectTo(const HttpUrl& url, const HttpOptions& options, Deadline deadline) {
  for (const auto& address : resolve(url.host)) {
    if (over(deadline)) break;
    try {
      net::StreamSocket socket;
      socket.connect(net::SocketAddress(address, url.port), timespan(std::min(options.connect, left(deadline))));
      socket.setReceiveTimeout(timespan(options.receive));
      socket.setSendTimeout(timespan(options.send));
      socket.setNoDelay(true);
      return socket;
    } catch (const Poco::Exception&) {
      continue;  // the next address may answer
    }
  }
  throw HttpError(over(deadline) ? "httpTimeout" : "httpUnreachable", {{"host", url.host}}, false);
}

net::SecureStreamSocket secure(const net::StreamSocket& socket, const HttpUrl& url, const net::Context::Ptr& context,
                               Deadline deadline) {
  const std::map<std::string, std::string> params{{"host", url.host}};
  try {
    // A name for SNI; an address is none (RFC 6066, section 3).
    return isIpAddress(url.host) ? net::SecureStreamSocket::attach(socket, context)
                                 : net::SecureStreamSocket::attach(socket, url.host, context);
  } catch (const Poco::TimeoutException&) {
    throw HttpError("httpTimeout", params, false);
  } catch (const Poco::Exception& error) {
    if (over(deadline)) throw HttpError("httpTimeout", params, false);
    const bool untrusted = error.displayText().find("certificate verify failed") != std::string::npos;
    throw HttpError(untrusted ? "httpTlsUntrusted" : "httpTlsFailed", params, false);
  }
}

std::string lowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return text;
}

// Straight to TLS: Poco's stream would copy it into buffers of a pool, where a secret would stay.
void put(net::StreamSocket& socket, const char* bytes, std::size_t size) {
  constexpr std::size_t kPiece = std::size_t{64} * 1024;
  while (size > 0) {
    const int sent = socket.sendBytes(bytes, static_cast<int>(std::min(size, kPiece)));
    if (sent <= 0) throw net::NetException();
    bytes += sent;
    size -= static_cast<std::size_t>(sent);
  }
}

void requireHarmless(const std::string& name, const std::string& value) {
  const auto isControl = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  const bool nameGood = !name.empty() && name.find_first_of(" :") == std::string::npos &&
                        std::none_of(name.begin(), name.end(), isControl);
  if (!nameGood || std::any_of(value.begin(), value.end(), isControl)) {
    throw HttpError("httpHeaderUnusable", {{"name", nameGood ? name : std::string()}}, false);
  }
}

}  // namespace

HttpConnection::HttpConnection(const HttpUrl& url, net::Context::Ptr context, const HttpOptions& options,
                               DeadlineWatch& watch, Deadline deadline)
    : watch_(watch), host_(url.host) {
  const auto socket = connectTo(url, options, deadline);
  const DeadlineWatch::Guard guard(watch_, socket.impl()->sockfd(), deadline);
  session_ = std::make_unique<net::HTTPClientSession>(
      url.scheme == HttpScheme::https ? net::StreamSocket(secure(socket, url, context, deadline)) : socket);
  session_->setKeepAlive(true);
  session_->setKeepAliveTimeout(Poco::Timespan(1, 0, 0, 0, 0));  // the pool decides; Poco must never connect again
}

bool HttpConnection::quiet() {
  try {
    return session_->connected() && !session_->socket().poll(Poco::Timespan(), net::Socket::SELECT_READ);
  } catch (const Poco::Exception&) {
    return false;
  }
}

HttpAnswer HttpConnection::exchange(const HttpRequest& request, const HttpUrl& url, Deadline deadline) {
  answered_ = reusable_ = false;
  const std::map<std::string, std::string> params{{"host", host_}};
  for (const auto& [name, value] : request.headers) requireHarmless(name, value);
  requireHarmless(request.method, {});
  const DeadlineWatch::Guard guard(watch_, session_->socket().impl()->sockfd(), deadline);
  try {
    writeRequest(request, url);
    return readAnswer(request);
  } catch (const Poco::TimeoutException&) {
    throw HttpError("httpTimeout", params, true);
  } catch (const Poco::Exception&) {
    if (over(deadline)) throw HttpError("httpTimeout", params, true);
    throw HttpError(answered_ ? "httpAnswerBroken" : "httpAnswerLost", params, true);
  }
}

void HttpConnection::writeRequest(const HttpRequest& request, const HttpUrl& url) {
  net::HTTPRequest head(request.method, url.target, net::HTTPMessage::HTTP_1_1);
  for (const auto& [name, value] : request.headers) head.add(name, value);
  head.set(net::HTTPRequest::HOST, url.authority());
  const auto size = request.bodyStream ? request.bodySize : request.body.size() + request.bodyTail.size();
  if (size > 0 || request.method == "POST" || request.method == "PUT") {
    head.setContentLength64(static_cast<Poco::Int64>(size));
  }
  auto& out = session_->sendRequest(head);
  if (out.rdbuf()->pubsync() != 0 || session_->networkException()) throw net::NetException();
  auto& socket = session_->socket();
  if (!request.bodyStream) {
    put(socket, request.body.data(), request.body.size());
    put(socket, request.bodyTail.data(), request.bodyTail.size());
  } else {
    std::array<char, std::size_t{64} * 1024> piece;
    for (auto rest = size; rest > 0;) {
      request.bodyStream->read(piece.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(rest, piece.size())));
      const auto got = request.bodyStream->gcount();
      if (got == 0) throw HttpError("httpBodyShort", {{"host", host_}}, true);
      put(socket, piece.data(), static_cast<std::size_t>(got));
      rest -= static_cast<std::uint64_t>(got);
    }
  }
}

HttpAnswer HttpConnection::readAnswer(const HttpRequest& request) {
  net::HTTPResponse head;
  head.setFieldLimit(kMostHeaderFields);
  auto& stream = session_->receiveResponse(head);
  answered_ = true;
  HttpAnswer answer{.status = static_cast<int>(head.getStatus())};
  for (const auto& [name, value] : head) answer.headers.emplace(lowerCase(name), value);
  const bool bodyless = request.method == "HEAD" || answer.status == 204 || answer.status == 304;
  const bool sized = head.hasContentLength() && !head.getChunkedTransferEncoding();
  if (!bodyless) readBody(request, stream, sized ? head.getContentLength64() : -1, answer);
  reusable_ = head.getKeepAlive() && (bodyless || sized || head.getChunkedTransferEncoding());
  return answer;
}

void HttpConnection::readBody(const HttpRequest& request, std::istream& stream, std::int64_t expected,
                              HttpAnswer& answer) {
  std::vector<char> piece(std::size_t{64} * 1024);
  std::uint64_t total = 0;
  for (bool ended = false; !ended;) {
    const auto got = stream.rdbuf()->sgetn(piece.data(), static_cast<std::streamsize>(piece.size()));
    ended = static_cast<std::size_t>(got) < piece.size();  // asked again, Poco would wait for one more chunk
    total += static_cast<std::uint64_t>(got);
    if (total > request.answerLimit) throw HttpError("httpAnswerTooLarge", {{"host", host_}}, true);
    const std::string_view bytes(piece.data(), static_cast<std::size_t>(got));
    if (request.into && answer.good())
      request.into(bytes);
    else
      answer.body += bytes;
  }
  if (expected >= 0 && total != static_cast<std::uint64_t>(expected)) throw net::NetException();
}

}  // namespace balalyk
