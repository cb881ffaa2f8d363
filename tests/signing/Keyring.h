#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "signing/Handles.h"
#include "signing/certificates/TrustAnchors.h"
#include "signing/container/DataFile.h"
#include "signing/keys/Pkcs12Key.h"
#include "signing/xades/PreparedSignature.h"

namespace balalyk::signing::test {

inline constexpr std::string_view kPassword = "сыр сөз 1";
inline constexpr std::string_view kName = "Асанова Бермет Өмүрбековна";
inline constexpr std::string_view kPin = "11203198500012";

// A key ring made once for the whole run by the same script that makes the demo's.
class Keyring {
 public:
  static const Keyring& get();
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  std::string read(const std::string& name) const;
  std::unique_ptr<Pkcs12Key> key(const std::string& member) const;
  KeyPtr privateKey(const std::string& member) const;
  const TrustAnchors& anchors() const { return *anchors_; }
  ~Keyring();

 private:
  Keyring();
  std::filesystem::path folder_;
  std::unique_ptr<TrustAnchors> anchors_;
};

std::chrono::sys_seconds now();
std::vector<DataFile> sampleFiles();
SignatureParameters sampleParameters();

// Sample files signed by this member's key.
std::string signedContainer(const std::string& member = "rsa2048");
std::string signedContainer(const std::vector<DataFile>& files, SigningKey& key, const SignatureParameters& parameters);

}  // namespace balalyk::signing::test
