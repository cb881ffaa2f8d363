#pragma once

#include <chrono>
#include <span>
#include <string>

namespace balalyk {

// How often something may be tried. After `free` failures each further try waits: `first`, then twice as long each
// time, up to `longest`. What is older than `forget` is forgotten.
struct GuessLimit {
  int free = 5;
  std::chrono::seconds first{60}, longest{900}, forget{3600};
};

// Port, part of the portal database: what signing in has to remember for all hosts together. Keys are kept as digests.
class SignInLedger {
 public:
  virtual ~SignInLedger() = default;

  struct Attempt {
    std::string key;  // what is guessed at or from where; always in the same order
    GuessLimit limit;
  };
  // Counts a try under each key, before anybody knows how it ends: of many at once no more get through. Zero: it may be
  // made. Otherwise how long the strictest still waits, and nothing was counted.
  virtual std::chrono::seconds attempt(std::span<const Attempt> attempts) = 0;
  // How many tries may follow at once; zero: the next one waits.
  virtual int left(const Attempt& attempt) = 0;
  virtual void forget(const std::string& key) = 0;    // it ended well: all failures
  virtual void takeBack(const std::string& key) = 0;  // it ended well: this try alone

  // Marks what may come once, a sign-in's state. False: it came already. Kept for `life`.
  virtual bool spend(const std::string& once, std::chrono::seconds life) = 0;
};

}  // namespace balalyk
