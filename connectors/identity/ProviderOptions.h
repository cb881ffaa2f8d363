#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "connectors/identity/ProviderHttp.h"

namespace balalyk {

struct ProviderOptions {
  std::string address;  // of an OpenID provider its issuer; https, without a slash at the end unless the issuer has one
  std::string client;   // as the provider knows us
  std::string
      pinScope;  // of an OpenID provider: the scope that brings the personal number; empty: none has to be asked for
  HttpOptions http;
  ProviderHttp::Plain plain = ProviderHttp::Plain::never;
  std::chrono::seconds keep{3'600};        // what the provider says of itself, and its keys
  std::chrono::seconds rotationPause{60};  // a key that is not known is asked for no more often than this
  std::function<std::chrono::seconds()> now = [] {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  };
};

}  // namespace balalyk
