#pragma once

#include <string>

#include "pipeline/Error.h"

namespace balalyk {

// Port: sends one delivery to an address. Returns once it was accepted (2xx). Throws Error webhookUnreachable{host,
// reason}, webhookRefused{host, status}.
class WebhookPost {
 public:
  struct Delivery {
    std::string address;
    std::string id;         // of the subscription
    std::string cursor;     // the last event in it: the same again is the same delivery
    std::string signature;  // "t=SECONDS,v1=HEX"
    std::string body;       // JSON
  };
  virtual ~WebhookPost() = default;
  virtual void post(const Delivery& delivery) = 0;
};

}  // namespace balalyk
