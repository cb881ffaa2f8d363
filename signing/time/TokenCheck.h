#pragma once

#include <optional>
#include <string>
#include <vector>

#include "signing/policy/Existence.h"
#include "signing/policy/PolicyCheck.h"
#include "signing/time/TimeStampToken.h"

namespace balalyk::signing {

// What tokens are judged by.
struct TokenContext {
  const std::vector<Certificate>& known;  // certificates beside those of the token, to help
  const TrustAnchors& anchors;
  const ValidationPolicy& policy;
};

// Whether a token that was read proves its time, as of the time `existed` that it is proved to have existed itself: its
// signature, its digests, its authority's key, chain and validity. Notes <prefix>AlgorithmAllowed,
// <prefix>KeySizeAllowed and <prefix>AuthorityTrusted; returns the authority's chain when all hold. The token's own
// certificates become known to `existence`.
std::optional<std::vector<Certificate>> checkToken(const std::string& prefix, const TimeStampToken& token,
                                                   std::chrono::sys_seconds existed, const TokenContext& context,
                                                   Existence& existence, Verdict& verdict);

}  // namespace balalyk::signing
