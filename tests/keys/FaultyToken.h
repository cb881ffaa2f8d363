#pragma once

#include <atomic>

// What the module of FaultyToken.cpp counts, and what it does wrong.
struct FaultyTokenControls {
  std::atomic<unsigned long> addedFlags{0};     // to CK_TOKEN_INFO.flags
  std::atomic<int> signaturesUntilFailure{-1};  // -1: never
  std::atomic<unsigned long> failure{0};        // what C_Sign answers then
  std::atomic<int> logins{0}, sessionsOpened{0}, sessionsOpen{0};
};
