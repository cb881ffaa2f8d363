#include "connectors/portal/web/Languages.h"

#include <algorithm>

namespace balalyk::web {
namespace {

// "q=0.8" in thousandths; 0: not wanted, or not understood.
int quality(std::string_view text) {
  const auto at = text.find("q=");
  if (at == std::string_view::npos) return 1000;
  text = text.substr(at + 2);
  if (text.empty() || (text[0] != '0' && text[0] != '1')) return 0;
  int value = (text[0] - '0') * 1000;
  int digit = 100;
  for (std::size_t i = 2; i < text.size() && i < 5 && text[i] >= '0' && text[i] <= '9'; ++i, digit /= 10)
    value += (text[i] - '0') * digit;
  return std::min(value, 1000);
}

}  // namespace

Languages::Languages(const Zone& zone) {
  for (const auto& language : Messages::languages())
    catalogues_.emplace(language, std::make_unique<const Messages>(language, zone));
}

std::string Languages::choose(std::string_view chosen, std::string_view acceptLanguage) const {
  if (has(chosen)) return std::string(chosen);
  std::string best = "ky";
  int bestQuality = 0;
  while (!acceptLanguage.empty()) {
    auto range = acceptLanguage.substr(0, acceptLanguage.find(','));
    acceptLanguage.remove_prefix(std::min(range.size() + 1, acceptLanguage.size()));
    range.remove_prefix(std::min(range.find_first_not_of(' '), range.size()));
    const auto language = range.substr(0, range.find_first_of("-; "));
    const auto parameters = range.substr(std::min(range.find(';'), range.size()));
    const int wanted = quality(parameters);
    if (!has(language) || wanted <= bestQuality) continue;
    best = language;
    bestQuality = wanted;
  }
  return best;
}

}  // namespace balalyk::web
