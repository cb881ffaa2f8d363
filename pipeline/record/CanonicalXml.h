#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace balalyk {

// Writes indented XML whose bytes are their own Canonical XML 1.0 (no declaration, no empty-element tags, sorted
// attributes): they depend on nothing but what is written, no library's version either. Any bytes are taken as text;
// what XML 1.0 cannot hold becomes U+FFFD.
class CanonicalXml {
 public:
  using Attribute = std::pair<std::string_view, std::string>;

  // Names of attributes in code-point order; "xmlns" before all.
  void open(std::string_view name, const std::vector<Attribute>& attributes = {});
  void close();
  void text(std::string_view name, std::string_view value, const std::vector<Attribute>& attributes = {});

  std::string take() { return std::move(xml_); }

 private:
  void start(std::string_view name, const std::vector<Attribute>& attributes);
  void newLine();

  std::string xml_;
  std::vector<std::string> open_;
  bool empty_ = true;  // nothing yet inside the element last opened
};

}  // namespace balalyk
