#include "pipeline/ports/EventFeed.h"

#include <algorithm>

#include "pipeline/document/Lifecycle.h"

namespace balalyk {

const std::vector<std::string>& allFeedEvents() {
  static const auto kAll = [] {
    std::vector<std::string> all{"applicationReceived", "applicationSaved"};
    for (const auto& row : kLifecycle)
      if (std::ranges::find(all, toString(row.event)) == all.end()) all.emplace_back(toString(row.event));
    return all;
  }();
  return kAll;
}

}  // namespace balalyk
