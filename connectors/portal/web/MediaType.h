#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace balalyk::web {

// "multipart/form-data; boundary=x", or a Content-Disposition, which has the same form.
struct MediaType {
  std::string name;  // in small letters
  std::vector<std::pair<std::string, std::string>> parameters;

  std::string parameter(std::string_view wanted) const;  // empty: it is not there
};

// RFC 9110, 8.3.1; nullopt for another form, or a parameter that comes twice. A value in quotes ends at the next quote:
// browsers write one inside as %22 (HTML, 4.10.21.8), and a backslash as it is.
std::optional<MediaType> parseMediaType(std::string_view text);

}  // namespace balalyk::web
