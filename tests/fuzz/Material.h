#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "signing/container/DataFile.h"
#include "signing/crypto/Certificate.h"
#include "signing/validation/Validator.h"

// What the fuzzers share with their seeds: the anchors and certificates of a key ring that fuzz_seeds made once, and
// what its signatures say.
namespace balalyk::fuzz {

inline constexpr std::string_view kRole = "Төрага";

struct Material {
  signing::TrustAnchors anchors;
  signing::Validator validator;
  std::vector<signing::Certificate> signers;  // of the seeds; nobody else has a key
  std::vector<signing::Certificate> others;   // the issuing authority, the root, the time-stamp authority
  std::chrono::sys_seconds signedAt;          // by all seeds

  static const Material& get();
  std::chrono::sys_seconds now() const { return signedAt + std::chrono::hours{1}; }
};

std::string readFile(const std::filesystem::path& file);
std::string containerOfSeeds();                // signed by one of the signers
std::vector<signing::DataFile> signedFiles();  // what the seeds sign

// Stops the fuzzer when a condition that no input may break is broken.
void require(bool condition, const char* what);

// A report that says «passed» must say what the seeds say: any other is a forgery.
void requireHonest(const signing::VerificationReport& report);

}  // namespace balalyk::fuzz
