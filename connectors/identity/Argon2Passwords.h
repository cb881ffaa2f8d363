#pragma once

#include <filesystem>
#include <memory>

#include "pipeline/ports/Passwords.h"

namespace balalyk {

struct Argon2Options {
  std::size_t memory = std::size_t{46} << 20;  // bytes for one hash
  unsigned long long passes = 2;
  int atOnce = 4;                       // more wait: so many hashes lie in memory at most
  std::filesystem::path breached = {};  // as BreachedPasswords reads it; empty: there is none
};

// argon2id by libsodium. A hash says by itself how it was made; one made with less than the options is rightButWeak.
// Throws Error memoryExhausted when there is none for a hash, and what BreachedPasswords throws.
std::unique_ptr<Passwords> makeArgon2Passwords(const Argon2Options& options = {});

}  // namespace balalyk
