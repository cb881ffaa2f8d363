#include "pipeline/domain/Uuid.h"

#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>
#include <atomic>
#include <cstdint>

#include "pipeline/Error.h"
#include "signing/crypto/Digest.h"

namespace balalyk {
namespace {

// A counter within the millisecond (RFC 9562, 6.2, method 1): what one program makes sorts in the order it was made.
// Twelve bits; at their end it begins again, which costs the order and nothing else.
std::uint64_t placeWithin(std::int64_t milliseconds, std::uint64_t start) {
  static std::atomic<std::uint64_t> last{0};
  const auto time = static_cast<std::uint64_t>(milliseconds) << 12;
  auto before = last.load();
  std::uint64_t next = 0;
  do {
    if (before >> 12 > time >> 12) return start;  // of another thread's moment before: the counter is the later one's
    next = before >> 12 == time >> 12 ? time | ((before + 1) & 0xfff) : time | start;
  } while (!last.compare_exchange_weak(before, next));
  return next & 0xfff;
}

std::string written(const unsigned char* bytes) {
  const auto hex = signing::toHex(std::string_view(reinterpret_cast<const char*>(bytes), 16));
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                     hex.substr(20));
}

}  // namespace

std::string newUuid(std::chrono::system_clock::time_point at) {
  std::array<unsigned char, 16> bytes;
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw Error("randomUnavailable");
  const auto time = std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count();
  for (int i = 0; i < 6; ++i) bytes[static_cast<std::size_t>(i)] = static_cast<unsigned char>(time >> (40 - 8 * i));
  const auto place = placeWithin(time, static_cast<std::uint64_t>(bytes[6] & 0x07) << 8 | bytes[7]);
  bytes[6] = static_cast<unsigned char>(0x70 | (place >> 8));
  bytes[7] = static_cast<unsigned char>(place & 0xff);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  return written(bytes.data());
}

std::string uuidOf(std::string_view name) {
  const auto digest = signing::sha256(name);
  std::array<unsigned char, 16> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(digest[i]);
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x80);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  return written(bytes.data());
}

}  // namespace balalyk
