#include "signing/crypto/Digest.h"

#include <istream>
#include <vector>

#include "signing/Handles.h"
#include "signing/SigningError.h"

namespace balalyk::signing {

struct Sha256::Context {
  DigestContextPtr handle{EVP_MD_CTX_new()};
};

namespace {

void require(int result) {
  if (result != 1) throw SigningError("digestFailed");
}

// Fetched once: looking the algorithm up by name costs more than hashing a small file.
const EVP_MD* sha256Method() {
  static const std::unique_ptr<EVP_MD, Deleter<EVP_MD_free>> method{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  return method.get();
}

int hexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  throw SigningError("digestUnreadable");
}

}  // namespace

Digest sha256(std::string_view bytes) {
  Digest digest;
  require(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, sha256Method(), nullptr));
  return digest;
}

Digest sha256(std::istream& stream) {
  Sha256 hash;
  std::vector<char> buffer(std::size_t{64} << 10);
  while (stream) {
    stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    hash.update({buffer.data(), static_cast<std::size_t>(stream.gcount())});
  }
  if (stream.bad() || !stream.eof()) throw SigningError("streamUnreadable");
  return hash.finish();
}

Sha256::Sha256() : context_(std::make_unique<Context>()) {
  require(EVP_DigestInit_ex(context_->handle.get(), sha256Method(), nullptr));
}

Sha256::~Sha256() = default;

void Sha256::update(std::string_view bytes) {
  require(EVP_DigestUpdate(context_->handle.get(), bytes.data(), bytes.size()));
}

Digest Sha256::finish() {
  Digest digest;
  require(EVP_DigestFinal_ex(context_->handle.get(), digest.data(), nullptr));
  require(EVP_DigestInit_ex(context_->handle.get(), sha256Method(), nullptr));
  return digest;
}

std::string toHex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string toHex(const Digest& digest) {
  return toHex(bytesOf(digest));
}

Digest digestFromHex(std::string_view hex) {
  Digest digest;
  if (hex.size() != digest.size() * 2) throw SigningError("digestUnreadable");
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(hexValue(hex[2 * i]) << 4 | hexValue(hex[2 * i + 1]));
  }
  return digest;
}

}  // namespace balalyk::signing
