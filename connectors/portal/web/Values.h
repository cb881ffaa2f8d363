#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace balalyk::web {

// Names with their values, in the order in which they came; a name may come several times.
class Values {
 public:
  void add(std::string name, std::string value) { values_.emplace_back(std::move(name), std::move(value)); }
  std::size_t size() const { return values_.size(); }

  // The first; empty when there is none.
  std::string first(std::string_view name) const {
    for (const auto& [key, value] : values_)
      if (key == name) return value;
    return {};
  }
  bool has(std::string_view name) const {
    for (const auto& [key, value] : values_)
      if (key == name) return true;
    return false;
  }
  std::vector<std::string> all(std::string_view name) const {
    std::vector<std::string> found;
    for (const auto& [key, value] : values_)
      if (key == name) found.push_back(value);
    return found;
  }

  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

}  // namespace balalyk::web
