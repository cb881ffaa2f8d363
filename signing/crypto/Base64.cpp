#include "signing/crypto/Base64.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>

namespace balalyk::signing {
namespace {

constexpr std::int8_t kNone = -1, kSpace = -2, kPad = -3;

constexpr std::array<std::int8_t, 256> makeTable() {
  std::array<std::int8_t, 256> table{};
  table.fill(kNone);
  std::int8_t value = 0;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = value++;
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = value++;
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = value++;
  table['+'] = value++;
  table['/'] = value;
  table['='] = kPad;
  for (const char c : {' ', '\t', '\r', '\n'}) table[static_cast<unsigned char>(c)] = kSpace;
  return table;
}

constexpr auto kTable = makeTable();

// The common case, four characters at once: returns how many it took, up to the first group that is anything else.
std::size_t takeWholeGroups(std::string_view text, std::string& bytes) {
  std::size_t taken = 0;
  for (; taken + 4 <= text.size(); taken += 4) {
    std::int32_t group = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::int8_t value = kTable[static_cast<unsigned char>(text[taken + i])];
      group = value < 0 ? -1 : group * 64 + value;
      if (group < 0) return taken;
    }
    const char three[] = {static_cast<char>(group >> 16), static_cast<char>(group >> 8), static_cast<char>(group)};
    bytes.append(three, 3);
  }
  return taken;
}

}  // namespace

std::string toBase64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::optional<std::string> fromBase64(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  int count = 0, padding = 0;
  bool closed = false;  // a padded group is the last
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (count == 0 && !closed) i += takeWholeGroups(text.substr(i), bytes);
    if (i == text.size()) break;
    const std::int8_t value = kTable[static_cast<unsigned char>(text[i])];
    if (value == kSpace) continue;
    if (value == kNone || closed || (padding > 0 && value != kPad)) return std::nullopt;
    if (value == kPad && count < 2) return std::nullopt;
    if (value == kPad) ++padding;
    group = group << 6 | static_cast<std::uint32_t>(value == kPad ? 0 : value);
    if (++count < 4) continue;
    const char three[] = {static_cast<char>(group >> 16), static_cast<char>(group >> 8), static_cast<char>(group)};
    bytes.append(three, static_cast<std::size_t>(3 - padding));
    closed = padding > 0;
    group = 0;
    count = 0;
  }
  if (count != 0) return std::nullopt;
  return bytes;
}

}  // namespace balalyk::signing
