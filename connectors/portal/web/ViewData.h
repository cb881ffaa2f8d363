#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace balalyk::web {

// What a view shows. Every text is escaped where it is shown; there is no way to put markup in.
class ViewData {
 public:
  using Value = std::variant<std::string, bool, std::vector<ViewData>>;

  ViewData& text(std::string name, std::string value) { return put(std::move(name), std::move(value)); }
  ViewData& flag(std::string name, bool value) { return put(std::move(name), value); }
  ViewData& list(std::string name, std::vector<ViewData> items) { return put(std::move(name), std::move(items)); }
  // A list, and a flag that there is something in it, for what is shown around the list or instead of it.
  ViewData& list(std::string name, std::string flagOfSome, std::vector<ViewData> items) {
    flag(std::move(flagOfSome), !items.empty());
    return list(std::move(name), std::move(items));
  }
  // Shown once, with its own names: {{#name}} … {{/name}}
  ViewData& part(std::string name, ViewData value) { return list(std::move(name), {std::move(value)}); }

  const std::vector<std::pair<std::string, Value>>& values() const { return values_; }

 private:
  ViewData& put(std::string name, Value value) {
    values_.emplace_back(std::move(name), std::move(value));
    return *this;
  }

  std::vector<std::pair<std::string, Value>> values_;
};

}  // namespace balalyk::web
