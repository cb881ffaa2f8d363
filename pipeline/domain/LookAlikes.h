#pragma once

namespace balalyk {

// Letters of other alphabets that stand for Kyrgyz ң and ө in real data, since some keyboards and fonts offer them.
constexpr char32_t foldLookAlike(char32_t letter) {
  switch (letter) {
    case U'\u04CA':      // ӊ, en with tail
    case U'\u04C8':      // ӈ, en with hook
      return U'\u04A3';  // ң
    case U'\u04C9':      // Ӊ
    case U'\u04C7':      // Ӈ
      return U'\u04A2';  // Ң
    case U'\u0473':      // ѳ, fita
    case U'\u0275':      // ɵ, Latin barred o
      return U'\u04E9';  // ө
    case U'\u0472':      // Ѳ
    case U'\u019F':      // Ɵ
      return U'\u04E8';  // Ө
    default:
      return letter;
  }
}

}  // namespace balalyk
