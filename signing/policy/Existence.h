#pragma once

#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

#include "signing/crypto/Certificate.h"

namespace balalyk::signing {

// How much of a signature's unsigned properties precedes one of them: what an archive time stamp covers.
struct Covered {
  std::size_t certificates = 0;  // values of CertificateValues and the like, in their order
  std::size_t ocsp = 0;
  std::size_t crls = 0;
  std::size_t signatureTimeStamps = 0;
};

// Proofs of existence (EN 319 102-1, 5.6.2): since when the things that a signature rests on are known to have existed.
// What nothing proves exists at the time of validation.
class Existence {
 public:
  // `all`: proved for all of the signature file, by an evidence record; else the time of validation.
  Existence(std::chrono::sys_seconds validation, std::chrono::sys_seconds all) : validation_(validation), all_(all) {}

  // An archive time stamp, from the last one back to the first: each covers less and is older.
  void prove(const Covered& covered, std::chrono::sys_seconds at) { stamps_.emplace_back(covered, at); }
  // A certificate of KeyInfo (0), or a value in its order (1, …): as old as what covers that place.
  void place(const Certificate& certificate, std::size_t position) { placed_.emplace_back(certificate, position); }
  void prove(const Certificate& certificate, std::chrono::sys_seconds at) { proved_.emplace_back(certificate, at); }

  std::chrono::sys_seconds ofSignature() const;  // with all that it covers, and KeyInfo
  std::chrono::sys_seconds ofSignatureTimeStamp(std::size_t index) const;
  std::chrono::sys_seconds ofOcsp(std::size_t index) const;
  std::chrono::sys_seconds ofCrl(std::size_t index) const;
  std::chrono::sys_seconds of(const Certificate& certificate) const;

 private:
  template <class Covers>
  std::chrono::sys_seconds earliest(const Covers& covers) const;

  std::chrono::sys_seconds validation_, all_;
  std::vector<std::pair<Covered, std::chrono::sys_seconds>> stamps_;
  std::vector<std::pair<Certificate, std::size_t>> placed_;
  std::vector<std::pair<Certificate, std::chrono::sys_seconds>> proved_;
};

}  // namespace balalyk::signing
