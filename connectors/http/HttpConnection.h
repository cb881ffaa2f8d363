#pragma once

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <memory>

#include "connectors/http/DeadlineWatch.h"
#include "connectors/http/HttpClient.h"
#include "connectors/http/HttpUrl.h"

namespace balalyk {

// One connection to a host, by TLS unless its address is a plain one, and one exchange after another on it.
class HttpConnection {
 public:
  // Connects; the context is null for a plain address. Throws HttpError, none of which may have arrived.
  HttpConnection(const HttpUrl& url, Poco::Net::Context::Ptr context, const HttpOptions& options, DeadlineWatch& watch,
                 Deadline deadline);

  // Throws HttpError; the connection is of no use then.
  HttpAnswer exchange(const HttpRequest& request, const HttpUrl& url, Deadline deadline);

  bool answered() const { return answered_; }  // something of the last answer came
  bool reusable() const { return reusable_; }
  bool quiet();  // nothing, no end either, has come since the last answer

 private:
  void writeRequest(const HttpRequest& request, const HttpUrl& url);
  HttpAnswer readAnswer(const HttpRequest& request);
  void readBody(const HttpRequest& request, std::istream& stream, std::int64_t expected, HttpAnswer& answer);

  DeadlineWatch& watch_;
  const std::string host_;
  std::unique_ptr<Poco::Net::HTTPClientSession> session_;
  bool answered_ = false;
  bool reusable_ = false;
};

}  // namespace balalyk
