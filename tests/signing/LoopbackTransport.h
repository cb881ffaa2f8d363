#pragma once

#include <openssl/err.h>
#include <openssl/http.h>

#include <string>

#include "signing/Handles.h"
#include "signing/HttpTransport.h"
#include "signing/SigningError.h"

namespace balalyk::signing::test {

// Plain HTTP to services on the loopback by OpenSSL's own client, so that this library is tested without the program's.
class LoopbackTransport final : public HttpTransport {
 public:
  // OpenSSL tries again until then where nobody listens.
  explicit LoopbackTransport(int seconds = 10) : seconds_(seconds) {}

  std::string post(const std::string& url, const std::string& contentType, std::string_view body) override {
    const BioPtr request{BIO_new_mem_buf(body.data(), static_cast<int>(body.size()))};
    return transfer(url, contentType.c_str(), request.get());
  }
  std::string get(const std::string& url) override { return transfer(url, nullptr, nullptr); }

 private:
  static void freeText(char* text) { OPENSSL_free(text); }
  using TextPtr = std::unique_ptr<char, Deleter<freeText>>;

  std::string transfer(const std::string& url, const char* contentType, BIO* request) const {
    constexpr std::size_t kMaxAnswer = std::size_t{16} << 20;
    char *host = nullptr, *port = nullptr, *path = nullptr;
    int useTls = 0;
    const int parsed =
        OSSL_HTTP_parse_url(url.c_str(), &useTls, nullptr, &host, &port, nullptr, &path, nullptr, nullptr);
    const TextPtr ownedHost{host}, ownedPort{port}, ownedPath{path};
    if (parsed != 1 || useTls != 0) refuse();
    // All that is asked for here is DER: OpenSSL reads one value to its end, whatever pieces it comes in.
    const BioPtr answer{OSSL_HTTP_transfer(nullptr, host, port, path, 0, "", "", nullptr, nullptr, nullptr, nullptr, 0,
                                           nullptr, contentType, request, nullptr, 1, kMaxAnswer, seconds_, 0)};
    if (!answer) refuse();
    std::string bytes;
    char buffer[8192];
    for (std::size_t got = 0; BIO_read_ex(answer.get(), buffer, sizeof buffer, &got) == 1;) bytes.append(buffer, got);
    ERR_clear_error();
    return bytes;
  }

  [[noreturn]] static void refuse() {
    ERR_clear_error();
    throw TransportError("serviceUnreachable");
  }

  int seconds_;
};

}  // namespace balalyk::signing::test
