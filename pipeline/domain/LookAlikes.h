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

// The Latin letter whose capital looks the same as that of a Cyrillic one, both small; otherwise the letter itself.
constexpr char32_t latinTwin(char32_t letter) {
  constexpr char32_t kTwins[][2] = {{U'а', U'a'}, {U'в', U'b'}, {U'е', U'e'}, {U'к', U'k'}, {U'м', U'm'},
                                    {U'н', U'h'}, {U'о', U'o'}, {U'р', U'p'}, {U'с', U'c'}, {U'т', U't'},
                                    {U'у', U'y'}, {U'х', U'x'}, {U'і', U'i'}, {U'ј', U'j'}, {U'ѕ', U's'}};
  for (const auto& [cyrillic, latin] : kTwins)
    if (letter == cyrillic) return latin;
  return letter;
}

// Whether a small Latin letter is the twin of a Cyrillic one.
constexpr bool hasCyrillicTwin(char32_t latin) {
  for (char32_t letter = U'а'; letter <= U'ј'; ++letter)
    if (latinTwin(letter) == latin && letter != latin) return true;
  return false;
}

}  // namespace balalyk
