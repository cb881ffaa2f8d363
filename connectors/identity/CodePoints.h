#pragma once

#include <string_view>
#include <vector>

namespace balalyk {

// The characters of a password, as small letters where they are Latin or Kyrgyz, in memory that is wiped.
class CodePoints {
 public:
  explicit CodePoints(std::string_view utf8);  // what is not UTF-8 becomes U+FFFD
  ~CodePoints();
  CodePoints(const CodePoints&) = delete;
  CodePoints& operator=(const CodePoints&) = delete;

  std::size_t size() const { return points_.size(); }
  char32_t operator[](std::size_t i) const { return points_[i]; }

 private:
  std::vector<char32_t> points_;
};

}  // namespace balalyk
