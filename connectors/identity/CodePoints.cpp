#include "connectors/identity/CodePoints.h"

#include <sodium.h>

namespace balalyk {

namespace {

constexpr char32_t kBroken = 0xFFFD;

char32_t small(char32_t c) {
  if ((c >= U'A' && c <= U'Z') || (c >= U'А' && c <= U'Я')) return c + 0x20;
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;  // Ѐ … Џ, Ё among them
  if (c == U'Ң' || c == U'Ө' || c == U'Ү') return c + 1;
  return c;
}

// Takes the next character off the text.
char32_t next(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
  if (more == 0) return kBroken;
  char32_t c = first & (0x3F >> more);
  for (int i = 0; i < more; ++i) {
    if (text.empty() || (static_cast<unsigned char>(text.front()) & 0xC0) != 0x80) return kBroken;
    c = c << 6 | (static_cast<unsigned char>(text.front()) & 0x3F);
    text.remove_prefix(1);
  }
  return c;
}

}  // namespace

CodePoints::CodePoints(std::string_view utf8) {
  points_.reserve(utf8.size());  // never moves, so that one wipe is enough
  while (!utf8.empty()) points_.push_back(small(next(utf8)));
}

CodePoints::~CodePoints() {
  sodium_memzero(points_.data(), points_.capacity() * sizeof(char32_t));
}

}  // namespace balalyk
