#pragma once

#include <string>

namespace balalyk {

enum class Language { ky, ru };

// A text in Kyrgyz (the original) and Russian (its translation). Either may be empty when the portal lacks it.
struct LocalizedText {
  std::string ky;
  std::string ru;

  // The text in `language`, or the other one when it is missing.
  const std::string& in(Language language) const {
    const std::string& wanted = language == Language::ky ? ky : ru;
    return wanted.empty() ? (language == Language::ky ? ru : ky) : wanted;
  }
  bool operator==(const LocalizedText&) const = default;
};

inline const char* toString(Language language) {
  return language == Language::ky ? "ky" : "ru";
}

}  // namespace balalyk
