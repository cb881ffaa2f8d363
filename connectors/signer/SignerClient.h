#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "pipeline/ports/Signer.h"

namespace balalyk {

struct SignerClientOptions {
  std::filesystem::path socket;
  std::chrono::milliseconds patience{5'000};  // for the signer to be there and to take the request
  // Without a word from it: opening a token and signing the first documents included. A batch says something at least
  // every few seconds.
  std::chrono::milliseconds silence{90'000};
  // Orders that wait for its word at once; one more is refused as busy. Each holds a thread of whoever asks, and a
  // signer that hangs must not hold them all.
  int atOnce = 8;
};

// `balalyk signer`, from a process that can read no key. A connection for each order; the password is written from
// where it lies, and wiped.
std::unique_ptr<Signer> makeSignerClient(SignerClientOptions options);

}  // namespace balalyk
