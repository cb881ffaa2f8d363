#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline/ports/TrustServices.h"

namespace balalyk {

struct TrustSettings {
  std::vector<std::string> timeStampUrls;                               // asked in this order until one answers
  std::string timeStampPolicy;                                          // OID; the authority's own when empty
  std::chrono::seconds timeout{10};                                     // of each question
  std::chrono::milliseconds firstPause{30'000}, longestPause{600'000};  // after an outage
  bool revocation = false;                                              // whether anybody is asked about it
  std::string ocspUrl, crlUrl;                                          // instead of those that certificates name
  std::chrono::seconds freshness{3600};                                 // of answers about revocation
  signing::TrustAnchors signers, authorities;
  signing::Clock clock = signing::systemTime;
};

std::unique_ptr<TrustServices> openTrustServices(TrustSettings settings);

}  // namespace balalyk
