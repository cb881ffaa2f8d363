#include "signing/HttpTransport.h"

#include <openssl/err.h>
#include <openssl/http.h>

#include <array>

#include "signing/Handles.h"
#include "signing/SigningError.h"

namespace balalyk::signing {
namespace {

constexpr std::size_t kMaxAnswer = std::size_t{16} << 20;

[[noreturn]] void refuse() {
  ERR_clear_error();
  throw TransportError("serviceUnreachable");
}

std::string readAll(BIO* body) {
  std::string bytes;
  std::array<char, 8192> buffer;
  std::size_t got = 0;
  while (BIO_read_ex(body, buffer.data(), buffer.size(), &got) == 1 && got > 0) {
    bytes.append(buffer.data(), got);
    if (bytes.size() > kMaxAnswer) refuse();
  }
  ERR_clear_error();
  return bytes;
}

void freeOpenSslText(char* text) {
  OPENSSL_free(text);
}
using TextPtr = std::unique_ptr<char, Deleter<freeOpenSslText>>;

}  // namespace

std::string OpenSslHttpTransport::post(const std::string& url, const std::string& contentType, std::string_view body) {
  return transfer(url, &contentType, body);
}

std::string OpenSslHttpTransport::get(const std::string& url) {
  return transfer(url, nullptr, {});
}

std::string OpenSslHttpTransport::transfer(const std::string& url, const std::string* contentType,
                                           std::string_view body) {
  char *host = nullptr, *port = nullptr, *path = nullptr;
  int useTls = 0;
  const int parsed = OSSL_HTTP_parse_url(url.c_str(), &useTls, nullptr, &host, &port, nullptr, &path, nullptr, nullptr);
  const TextPtr ownedHost{host}, ownedPort{port}, ownedPath{path};
  if (parsed != 1 || useTls != 0) refuse();
  // All that is asked for here is DER: OpenSSL reads one value to its end, whatever pieces it comes in.
  const BioPtr request{contentType != nullptr ? BIO_new_mem_buf(body.data(), static_cast<int>(body.size())) : nullptr};
  const BioPtr answer{OSSL_HTTP_transfer(nullptr, host, port, path, 0, "", "", nullptr, nullptr, nullptr, nullptr, 0,
                                         nullptr, contentType != nullptr ? contentType->c_str() : nullptr,
                                         request.get(), nullptr, 1, kMaxAnswer, static_cast<int>(timeout_.count()), 0)};
  if (!answer) refuse();
  return readAll(answer.get());
}

}  // namespace balalyk::signing
