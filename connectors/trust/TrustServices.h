#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/ports/TrustServices.h"
#include "signing/certificates/RevocationCollector.h"
#include "signing/certificates/TrustAnchors.h"
#include "signing/time/TimeStampAuthority.h"

namespace balalyk {

struct TrustSettings {
  std::vector<std::string> timeStampUrls;                               // asked in this order until one answers well
  std::string timeStampPolicy;                                          // OID; the authority's own when empty
  std::chrono::milliseconds timeout{10'000};                            // of each question
  std::filesystem::path tlsAnchors;                                     // for https; the system's roots when empty
  std::chrono::milliseconds firstPause{30'000}, longestPause{600'000};  // after an outage
  bool revocation = false;                                              // whether anybody is asked about it
  signing::RevocationCollector::Settings collector;                     // whom, and what counts as an answer
  signing::TrustAnchors signers, authorities;
  signing::Clock clock = signing::systemTime;
  // Hears of each authority that failed and of each certificate that nobody answered about, also where no document
  // suffers by it. Called from many threads; must be quick and must not throw.
  std::function<void(const Problem&)> onTrouble;
};

std::unique_ptr<TrustServices> openTrustServices(TrustSettings settings);

}  // namespace balalyk
