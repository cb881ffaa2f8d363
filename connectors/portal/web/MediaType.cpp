#include "connectors/portal/web/MediaType.h"

#include <algorithm>

namespace balalyk::web {
namespace {

bool isToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return c > ' ' && c < 0x7F &&
           std::string_view("()<>@,;:\\\"[]?={}").find(static_cast<char>(c)) == std::string_view::npos;
  });
}

std::string lowerCase(std::string_view text) {
  std::string lower(text);
  for (auto& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

void skipBlanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

std::string_view takeUntil(std::string_view& text, std::string_view ends) {
  const auto part = text.substr(0, text.find_first_of(ends));
  text.remove_prefix(part.size());
  return part.substr(0, part.find_last_not_of(" \t") + 1);
}

}  // namespace

std::string MediaType::parameter(std::string_view wanted) const {
  for (const auto& [name, value] : parameters)
    if (name == wanted) return value;
  return {};
}

std::optional<MediaType> parseMediaType(std::string_view text) {
  MediaType type;
  skipBlanks(text);
  type.name = lowerCase(takeUntil(text, ";"));
  if (!std::ranges::all_of(type.name, [](char c) { return c == '/' || isToken({&c, 1}); }) || type.name.empty())
    return std::nullopt;
  while (!text.empty()) {
    text.remove_prefix(1);  // the semicolon
    skipBlanks(text);
    if (text.empty()) break;
    const auto name = lowerCase(takeUntil(text, "=;"));
    const bool twice = std::ranges::any_of(type.parameters, [&](const auto& known) { return known.first == name; });
    if (!isToken(name) || !text.starts_with('=') || twice) return std::nullopt;
    text.remove_prefix(1);
    std::string_view value;
    if (text.starts_with('"')) {
      const auto end = text.find('"', 1);
      if (end == std::string_view::npos) return std::nullopt;
      value = text.substr(1, end - 1);
      text.remove_prefix(end + 1);
      skipBlanks(text);
      if (!text.empty() && !text.starts_with(';')) return std::nullopt;
    } else {
      value = takeUntil(text, ";");
      if (!isToken(value)) return std::nullopt;
    }
    type.parameters.emplace_back(name, value);
  }
  return type;
}

}  // namespace balalyk::web
