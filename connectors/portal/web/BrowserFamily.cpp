#include "connectors/portal/web/BrowserFamily.h"

#include <array>
#include <utility>

namespace balalyk::web {

std::string browserFamily(std::string_view userAgent) {
  // In this order: most call themselves Chrome and Safari besides.
  static constexpr std::array<std::pair<std::string_view, const char*>, 11> kFamilies{{{"YaBrowser/", "Яндекс"},
                                                                                       {"Edg", "Edge"},
                                                                                       {"OPR/", "Opera"},
                                                                                       {"SamsungBrowser/", "Samsung"},
                                                                                       {"UCBrowser/", "UC Browser"},
                                                                                       {"FxiOS/", "Firefox"},
                                                                                       {"Firefox/", "Firefox"},
                                                                                       {"CriOS/", "Chrome"},
                                                                                       {"Chrome/", "Chrome"},
                                                                                       {"Chromium/", "Chromium"},
                                                                                       {"Safari/", "Safari"}}};
  for (const auto& [mark, family] : kFamilies)
    if (userAgent.find(mark) != std::string_view::npos) return family;
  return {};
}

}  // namespace balalyk::web
