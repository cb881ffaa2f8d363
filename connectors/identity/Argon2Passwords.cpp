#include "connectors/identity/Argon2Passwords.h"

#include <sodium.h>

#include <array>
#include <semaphore>

#include "connectors/identity/BreachedPasswords.h"
#include "connectors/identity/PasswordRules.h"
#include "pipeline/Error.h"
#include "pipeline/domain/Text.h"

namespace balalyk {

namespace {

using signing::Secret;

// One at a time of those that may.
class Turn {
 public:
  explicit Turn(std::counting_semaphore<>& turns) : turns_(turns) { turns_.acquire(); }
  ~Turn() { turns_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::counting_semaphore<>& turns_;
};

class Argon2Passwords final : public Passwords {
 public:
  explicit Argon2Passwords(const Argon2Options& options) : options_(options), turns_(options.atOnce) {
    if (sodium_init() < 0) throw Error("randomUnavailable");
    nobodys_ = hash(random());
    if (!options.breached.empty()) breached_ = std::make_unique<BreachedPasswords>(options.breached);
  }

  std::string hash(const Secret& password) override {
    const Turn turn(turns_);
    std::array<char, crypto_pwhash_STRBYTES> text{};
    const auto clear = password.reveal();
    if (crypto_pwhash_str_alg(text.data(), clear.data() ? clear.data() : "", clear.size(), options_.passes,
                              options_.memory, crypto_pwhash_ALG_ARGON2ID13) != 0)
      throw Error("memoryExhausted");
    return text.data();
  }

  Verdict verify(const std::string& hash, const Secret& password) override {
    const bool known = hash.starts_with("$argon2id$") && hash.size() < crypto_pwhash_STRBYTES;
    const bool fits = password.reveal().size() <= kLongestPassword && matches(known ? hash : nobodys_, password);
    if (!known || !fits) return Verdict::wrong;
    return crypto_pwhash_str_needs_rehash(hash.c_str(), options_.passes, options_.memory) == 0 ? Verdict::right
                                                                                               : Verdict::rightButWeak;
  }

  std::optional<Problem> weakness(const Secret& password, const std::vector<std::string>& own) override {
    const auto text = password.reveal();
    if (text.size() > kLongestPassword) return Problem{"passwordTooLong", {{"most", std::to_string(kLongestPassword)}}};
    if (length(text) < kShortestPassword)
      return Problem{"passwordTooShort", {{"least", std::to_string(kShortestPassword)}}};
    if (isCommonPassword(text, own)) return Problem{"passwordCommon", {}};
    if (breached_ && breached_->has(text)) return Problem{"passwordBreached", {}};
    return std::nullopt;
  }

  // Four groups of four out of 31 characters that are not mistaken for each other: 79 bits.
  Secret random() override {
    constexpr std::string_view kCharacters = "abcdefghjkmnpqrstuvwxyz23456789";
    std::array<char, 19> text{};
    for (std::size_t i = 0; i < text.size(); ++i)
      text[i] = i % 5 == 4 ? '-' : kCharacters[randombytes_uniform(static_cast<std::uint32_t>(kCharacters.size()))];
    return Secret::takeFrom(text.data(), text.size());
  }

 private:
  bool matches(const std::string& hash, const Secret& password) {
    const Turn turn(turns_);
    const auto clear = password.reveal();
    return crypto_pwhash_str_verify(hash.c_str(), clear.data() ? clear.data() : "", clear.size()) == 0;
  }

  const Argon2Options options_;
  std::counting_semaphore<> turns_;
  std::unique_ptr<BreachedPasswords> breached_;
  std::string nobodys_;  // verified where there is no hash, so that this takes as long
};

}  // namespace

std::unique_ptr<Passwords> makeArgon2Passwords(const Argon2Options& options) {
  return std::make_unique<Argon2Passwords>(options);
}

}  // namespace balalyk
