#pragma once

#include <atomic>

// What the module of FaultyToken.cpp counts, and what it does wrong. In a file that every process maps which has the
// module: FAULTY_TOKEN_CONTROLS names it.
struct FaultyTokenControls {
  enum class Fault { answers, hangs, crashes };

  std::atomic<unsigned long> addedFlags{0};     // to CK_TOKEN_INFO.flags
  std::atomic<int> signaturesUntilFailure{-1};  // -1: never
  std::atomic<Fault> fault{Fault::answers};     // what C_Sign does then
  std::atomic<unsigned long> failure{0};        // answers: with this
  std::atomic<bool> initialiseHangs{false}, loginHangs{false};
  std::atomic<int> logins{0}, sessionsOpened{0}, sessionsOpen{0}, signatures{0};
  std::atomic<int> hanging{0};  // calls, by now
};
