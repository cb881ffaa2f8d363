#pragma once

#include <cstddef>
#include <string_view>

namespace balalyk::signing {

struct JsonLimits {
  int depth, values;
};

// Whether a text nests no deeper and holds no more values. Asked before a parser that calls itself for each level sees
// what a stranger wrote; whether it is JSON is for the parser to say.
inline bool withinLimits(std::string_view json, const JsonLimits& limits) {
  int depth = 0, values = 0;
  bool inText = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '\0') return false;
    if (inText) {
      if (c == '\\') ++i;
      if (c == '"') inText = false;
      continue;
    }
    if (c == '"') inText = true;
    if (c == '{' || c == '[') ++depth, ++values;
    if (c == '}' || c == ']') --depth;
    if (c == ',') ++values;
    if (depth > limits.depth || depth < 0 || values > limits.values) return false;
  }
  return depth == 0 && !inText;
}

}  // namespace balalyk::signing
