#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace balalyk {

enum class S3Addressing { path, virtualHost };  // https://host/bucket/key, https://bucket.host/key

// How an S3-compatible store is reached.
struct S3Options {
  std::string endpoint;  // "https://host[:port]"; empty: Amazon's own of the region
  std::string region = "us-east-1";
  S3Addressing addressing = S3Addressing::path;
  std::filesystem::path credentials;           // see readAwsCredentials()
  std::filesystem::path trustAnchors;          // PEM file of the roots to trust; the system's when empty
  std::chrono::milliseconds deadline{60'000};  // one call, all its attempts included
  std::chrono::milliseconds silence{15'000};   // in one attempt
  int pageSize = 1000;                         // of a listing
};

// A bucket and, below it, a prefix: "" or "…/".
struct S3Place {
  std::string bucket;
  std::string prefix;
};

// "s3://bucket" or "s3://bucket/prefix". Throws Error storeLocationUnreadable{detail}.
S3Place parseS3Place(const std::string& location);

}  // namespace balalyk
