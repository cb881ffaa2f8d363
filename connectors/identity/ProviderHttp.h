#pragma once

#include <Poco/JSON/Object.h>

#include "connectors/http/HttpClient.h"

namespace balalyk {

// The way to a provider: https, or http to this machine's loopback where that is said (a provider that a test or a demo
// runs). Small JSON answers within a deadline, no redirection. Throws ProviderFault: unreachable, timeout, untrusted,
// broken (down); address, redirect, tooLarge, status, notJson (wrong).
class ProviderHttp {
 public:
  enum class Plain { never, onLoopback };
  ProviderHttp(HttpOptions options, Plain plain);

  // Throws ProviderFault address: not of the form that send() takes.
  void requireAddress(const std::string& url) const;
  // An answer with status 200 and a JSON type. With `refusal` one with status 400 or 401 too: its body may say why.
  enum class Refusal { isFault, isAnswer };
  HttpAnswer send(HttpRequest request, Refusal refusal = Refusal::isFault);
  Poco::JSON::Object::Ptr object(HttpRequest request);

 private:
  const Plain plain_;
  HttpClient client_;
};

}  // namespace balalyk
