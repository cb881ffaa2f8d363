#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace balalyk {

// A browser that was sent to a provider, or is asked for the code of a second factor.
struct PendingSignIn {
  std::string provider;  // or kPendingCode
  std::string kept;      // ProviderVisit::kept, SignIn::CodeNeeded::kept
  std::string next;      // the page that was wanted
  std::string typed;     // of a form whose session had ended, as the page encodes it; may be empty
};

inline constexpr std::chrono::minutes kPendingSignInLife{30};
inline constexpr const char* kPendingCode = "code";

// Port, part of the portal database. `browser`: the SHA-256 (hex) of what its cookie holds.
class PendingSignIns {
 public:
  virtual ~PendingSignIns() = default;
  // Replaces the one before. Of somebody unknown: texts are kept for a few hundred browsers at a time. False: they are
  // too many, and the text is not kept; the rest is.
  virtual bool keep(const std::string& browser, const PendingSignIn& pending) = 0;
  virtual std::optional<PendingSignIn> find(const std::string& browser) = 0;
  virtual std::optional<PendingSignIn> take(const std::string& browser) = 0;  // it is gone then
};

}  // namespace balalyk
