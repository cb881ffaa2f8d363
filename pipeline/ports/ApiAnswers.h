#pragma once

#include <chrono>
#include <string>

namespace balalyk {

// What a request was answered: kept, and given again to the same request.
struct ApiAnswer {
  int status = 0;
  std::string body;      // JSON; ids and states, no names
  std::string etag;      // empty: none
  std::string location;  // the same
};

// What is known of an Idempotency-Key when a request brings it.
struct ApiAnswerBefore {
  enum class State {
    begun,    // it is the first: do it, then finish() or drop()
    running,  // another request does it at the moment
    done,     // it was answered with `answer`
    other,    // the key came with another request
  };
  State state = State::begun;
  ApiAnswer answer{};
};

// Port, part of the portal database: answers by the token and its Idempotency-Key, for a day.
class ApiAnswers {
 public:
  static constexpr std::chrono::hours kLife{24};

  virtual ~ApiAnswers() = default;
  // `request`: digest of method, address and body. Of several at once exactly one may begin. What began and neither
  // finished nor was dropped within `patience`, since its process ended, can be begun again.
  virtual ApiAnswerBefore begin(const std::string& tokenId, const std::string& key, const std::string& request,
                                std::chrono::seconds patience) = 0;
  virtual void finish(const std::string& tokenId, const std::string& key, const ApiAnswer& answer) = 0;
  virtual void drop(const std::string& tokenId, const std::string& key) = 0;
  virtual void sweep() = 0;  // removes those that are older than kLife
};

}  // namespace balalyk
