#pragma once

#include <algorithm>
#include <string_view>

namespace balalyk {

inline bool isMarkLetter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Whether what is in braces is the mark of a column, which the filler replaces, and not a part of the text.
inline bool isMark(std::string_view text) {
  return !text.empty() && isMarkLetter(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return isMarkLetter(c) || (c >= '0' && c <= '9') || c == '.';
  });
}

}  // namespace balalyk
