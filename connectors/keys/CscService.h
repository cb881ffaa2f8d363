#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "connectors/http/HttpClient.h"
#include "signing/crypto/Certificate.h"
#include "signing/crypto/Digest.h"
#include "signing/crypto/Secret.h"

namespace balalyk {

// Whose key may be used, and how: the answer of credentials/info.
struct CscCredential {
  std::vector<signing::Certificate> certificates;   // the key's own first
  std::vector<std::string> algorithms;              // OIDs
  std::size_t mostSignatures = 1;                   // by one authorisation («multisign»)
  std::vector<std::string> pins, oneTimePasswords;  // ids of what an authorisation asks for
};

// Signature Activation Data: the right to sign certain digests.
struct CscActivation {
  signing::Secret data;
  std::chrono::steady_clock::time_point expires;
};

// A remote signing service by the API of the Cloud Signature Consortium, version 2: its calls, one method each, with
// the token they need. Safe for many threads. Throws signing::KeyError: those of CscErrors.h and HttpClient.h,
// cscBusy{host} after several answers «429», cscUnavailable{host}, cscAnswerUnusable{host}.
class CscService {
 public:
  struct Settings {
    std::string service;  // https://…/csc/v2
    std::string tokens;   // https://…/oauth2/token
    std::string client;
    HttpOptions http;
  };
  CscService(Settings settings, signing::Secret clientSecret);

  CscCredential info(const std::string& credential);

  // One authorisation for all these digests. It is sent once, lest a wrong PIN be counted twice: throws
  // cscAuthorisationLost when no answer came.
  CscActivation authorise(const std::string& credential, std::span<const signing::Digest> digests,
                          const std::vector<std::pair<std::string, const signing::Secret*>>& answers);

  // The values as the service gives them, in order. Sent once; throws keyOutcomeUnknown when it may have signed without
  // the values having come here.
  std::vector<std::string> signHashes(const std::string& credential, const CscActivation& activation,
                                      std::span<const signing::Digest> digests, const std::string& algorithm);

  std::string host() const;

 private:
  // What a lost answer means to a call: nothing, that it may have counted a PIN, or that it may have signed.
  enum class Loss { harmless, countsPin, mayHaveSigned };
  HttpAnswer call(const std::string& method, std::string_view body, std::string_view tail, Loss loss);
  HttpAnswer sendOnce(const std::string& method, std::string_view body, std::string_view tail, Loss loss);
  void throwLoss(Loss loss) const;  // nothing when it is harmless
  std::string bearer();
  void forgetToken();
  CscActivation waitForApproval(std::string handle);

  const Settings settings_;
  const signing::Secret clientSecret_;
  HttpClient http_;
  std::mutex mutex_;
  std::string token_;
  std::chrono::steady_clock::time_point tokenExpires_;
};

}  // namespace balalyk
