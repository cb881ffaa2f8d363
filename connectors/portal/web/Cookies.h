#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace balalyk::web {

// The value of one cookie of a Cookie field (RFC 6265, 5.4, and nothing more lenient): name "=" value, "; " between
// them, no quotes. Cookies of other names may look as they like. Throws HttpError 400 when the name comes twice: a
// neighbouring host could have set the second, and we would not know which is ours.
std::optional<std::string> cookieNamed(std::string_view field, std::string_view name);

}  // namespace balalyk::web
