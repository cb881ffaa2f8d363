#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "connectors/store/S3Options.h"

namespace balalyk::tests {

// A real S3 server (s3server/serve) on loopback, one for the whole run; reached at s3.test, which this process takes
// for loopback. Everything it keeps is a file below buckets().
class S3Server {
 public:
  static S3Server& shared();

  std::filesystem::path buckets() const { return folder_ / "buckets"; }
  std::filesystem::path certificate() const { return folder_ / "cert.pem"; }
  std::filesystem::path key() const { return folder_ / "key.pem"; }
  std::filesystem::path credentials() const { return folder_ / "credentials"; }
  int plainPort() const { return plainPort_; }
  S3Options options() const { return optionsAt(tlsPort_); }
  S3Options optionsAt(int tlsPort) const;  // of something in front of it

 private:
  S3Server();
  ~S3Server();
  void start();

  std::filesystem::path folder_;
  int tlsPort_ = 0, plainPort_ = 0;
  pid_t process_ = 0;
};

}  // namespace balalyk::tests
