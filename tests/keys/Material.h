#pragma once

#include <Poco/JSON/Object.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "FaultyToken.h"
#include "PythonServer.h"
#include "connectors/http/HttpClient.h"
#include "connectors/keys/FileKeyRing.h"
#include "pipeline/Error.h"
#include "signing/crypto/Digest.h"

namespace balalyk::test {

inline constexpr const char* kPassword = "сыр: «сөз» 1";  // of the PKCS#12 files
inline constexpr const char* kTokenPin = "246813";
inline constexpr const char* kRemotePin = "9753\"10\\";
inline constexpr const char* kClient = "balalyk";
inline constexpr const char* kClientSecret = "a&b=c %+ü";

// The keys of two chairpersons, made once for the run: M1 (P-256) and M2 (RSA-2048), in files, in a token, at a
// service.
class Material {
 public:
  static Material& get();
  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  std::string fingerprint(const std::string& member) const;
  FaultyTokenControls& token() const { return *token_; }

  // The remote service: how its next calls of a method go, and what it did since then.
  void script(const std::string& json);
  Poco::JSON::Object::Ptr log();
  int logged(const std::string& name) { return log()->getValue<int>(name); }

  // Fields of a member's entry in the ring, as JSON without braces.
  std::string pkcs12(const std::string& member) const;
  std::string pkcs11(const std::string& member, const std::string& more = {}) const;
  std::string csc(const std::string& member, const std::string& credential = {}, const std::string& more = {}) const;

 private:
  Material();
  ~Material();
  std::filesystem::path folder_;
  std::unique_ptr<PythonServer> service_;
  std::unique_ptr<HttpClient> http_;
  FaultyTokenControls* token_ = nullptr;
};

// A ring file with these entries.
std::filesystem::path ringWith(const std::vector<std::string>& entries);

// As openKeyRing(), with the program for tokens. A machine may be so busy that a token seems to hang.
std::unique_ptr<KeyRing> ringOn(const std::filesystem::path& file, std::shared_ptr<PasswordSource> passwords,
                                std::shared_ptr<PasswordSource> services = nullptr,
                                std::chrono::milliseconds deadline = std::chrono::minutes(5),
                                std::chrono::milliseconds rest = std::chrono::hours(1));

// Counts how often it was asked for each name.
class Known final : public PasswordSource {
 public:
  explicit Known(std::map<std::string, std::string> passwords) : passwords_(std::move(passwords)) {}
  std::optional<signing::Secret> password(const std::string& name) override;
  int asked(const std::string& name) const { return asked_.contains(name) ? asked_.at(name) : 0; }

 private:
  std::map<std::string, std::string> passwords_;
  std::map<std::string, int> asked_;
};

std::shared_ptr<Known> everybodys(const std::string& password);
std::shared_ptr<Known> services();

Problem problemOf(const std::function<void()>& work);
std::string codeOf(const std::function<void()>& work);
std::vector<signing::Digest> digests(int count, const std::string& of = "x");

}  // namespace balalyk::test
