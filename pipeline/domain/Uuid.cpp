#include "pipeline/domain/Uuid.h"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>

#include "pipeline/Error.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

std::string newUuid(std::chrono::system_clock::time_point at) {
  std::array<unsigned char, 16> bytes;
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw Error("randomUnavailable");
  const auto time = std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
  for (int i = 0; i < 6; ++i) bytes[static_cast<std::size_t>(i)] = static_cast<unsigned char>(time >> (40 - 8 * i));
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x70);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  const auto hex = signing::toHex(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                     hex.substr(20));
}

}  // namespace balalyk
