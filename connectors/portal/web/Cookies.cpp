#include "connectors/portal/web/Cookies.h"

#include <algorithm>

#include "connectors/portal/web/HttpError.h"

namespace balalyk::web {

std::optional<std::string> cookieNamed(std::string_view field, std::string_view name) {
  std::optional<std::string> found;
  while (!field.empty()) {
    const auto end = std::min(field.find(';'), field.size());
    auto pair = field.substr(0, end);
    field.remove_prefix(std::min(end + 1, field.size()));
    pair.remove_prefix(std::min(pair.find_first_not_of(' '), pair.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    // A name that only looks like ours, by blanks or capitals, is another cookie: a browser guards `__Host-` as it is.
    if (pair.substr(0, equals) != name) continue;
    if (found) refuseRequest("a cookie that came twice");
    found = std::string(pair.substr(equals + 1));
  }
  return found;
}

}  // namespace balalyk::web
