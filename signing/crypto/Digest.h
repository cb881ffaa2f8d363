#pragma once

#include <array>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

namespace balalyk::signing {

// A SHA-256 value.
using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
Digest sha256(std::istream& stream);  // to its end; throws SigningError streamUnreadable

// SHA-256 of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(std::string_view bytes);
  Digest finish();  // once; the object is then ready for the next value

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string toHex(std::string_view bytes);  // lower case
std::string toHex(const Digest& digest);
Digest digestFromHex(std::string_view hex);  // throws SigningError digestUnreadable
inline std::string_view bytesOf(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace balalyk::signing
