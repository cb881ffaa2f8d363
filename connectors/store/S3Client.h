#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "connectors/http/HttpClient.h"
#include "connectors/store/AwsSignature.h"
#include "connectors/store/S3Options.h"

namespace balalyk {

struct S3Call {
  std::string method;
  std::string key;                             // below the bucket; empty: the bucket itself
  std::map<std::string, std::string> query;    // not encoded
  std::map<std::string, std::string> headers;  // besides those of the signature; names in lower case
  std::string_view body;
  std::string payloadHash;  // SHA-256 of the body, lower-case hex
  std::size_t answerLimit = std::size_t{8} << 20;
};

struct S3Answer {
  int status = 0;
  std::map<std::string, std::string> headers;
  std::string body;
  std::string code;    // of an error: "NoSuchKey"; empty when the server named none
  std::string region;  // of an error: the one that the bucket is in, when the server names it

  bool good() const { return status >= 200 && status < 300; }
};

// Signed calls to one bucket. What may pass by itself (no connection, no answer, 5xx, 429) is tried again, with growing
// pauses of random length, until the deadline. Credentials are read when they are first needed, and again when they are
// refused: they may have been replaced. Safe for many threads.
class S3Client {
 public:
  // Throws Error storeLocationUnreadable{detail}, httpAnchorsUnreadable{file}.
  S3Client(const std::string& bucket, S3Options options);

  // Any answer that waiting cannot change is the caller's. Throws Error storeUnreachable{host, reason},
  // storeServerUntrusted{host}, storeCredentialsUnreadable{file}, storeCredentialsExposed{file}.
  S3Answer call(const S3Call& call);

  const std::string& host() const { return host_; }
  const std::string& region() const { return options_.region; }

 private:
  using Credentials = std::shared_ptr<const AwsCredentials>;

  S3Answer send(const S3Call& call, const AwsCredentials& credentials, std::chrono::milliseconds deadline);
  Credentials credentials();
  bool replaced(Credentials& refused);

  const S3Options options_;
  std::string host_;  // as the header Host has it
  std::string root_;  // path of the bucket: "/bucket/" or "/"
  HttpClient http_;
  std::mutex mutex_;
  Credentials credentials_;
};

}  // namespace balalyk
