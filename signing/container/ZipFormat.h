#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace balalyk::signing::zip {

// PKWARE APPNOTE 6.3.x, sections 4.3.7 to 4.3.16: signatures and sizes without variable fields.
inline constexpr std::uint32_t kLocalSignature = 0x04034b50;
inline constexpr std::uint32_t kCentralSignature = 0x02014b50;
inline constexpr std::uint32_t kEndSignature = 0x06054b50;
inline constexpr std::uint32_t kDescriptorSignature = 0x08074b50;
inline constexpr std::uint32_t kZip64EndSignature = 0x06064b50;      // 4.3.14
inline constexpr std::uint32_t kZip64LocatorSignature = 0x07064b50;  // 4.3.15
inline constexpr std::size_t kLocalSize = 30;
inline constexpr std::size_t kCentralSize = 46;
inline constexpr std::size_t kEndSize = 22;
inline constexpr std::size_t kZip64EndSize = 56;
inline constexpr std::size_t kZip64LocatorSize = 20;
inline constexpr std::uint32_t kSeeZip64 = 0xffffffff;
inline constexpr std::uint16_t kUtf8Flag = 1 << 11;
inline constexpr std::uint16_t kDescriptorFlag = 1 << 3;
inline constexpr std::uint16_t kStored = 0;
inline constexpr std::uint16_t kDeflated = 8;

inline void put16(std::string& out, std::uint32_t value) {
  out += static_cast<char>(value & 0xff);
  out += static_cast<char>(value >> 8 & 0xff);
}

inline void put32(std::string& out, std::uint32_t value) {
  put16(out, value & 0xffff);
  put16(out, value >> 16);
}

inline std::uint16_t get16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) | static_cast<unsigned char>(bytes[at + 1])
                                                                                << 8);
}

inline std::uint32_t get32(std::string_view bytes, std::size_t at) {
  return get16(bytes, at) | static_cast<std::uint32_t>(get16(bytes, at + 2)) << 16;
}

inline std::uint64_t get64(std::string_view bytes, std::size_t at) {
  return get32(bytes, at) | static_cast<std::uint64_t>(get32(bytes, at + 4)) << 32;
}

}  // namespace balalyk::signing::zip
