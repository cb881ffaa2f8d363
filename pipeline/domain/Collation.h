#pragma once

#include <string>
#include <string_view>

// Order of Kyrgyz texts (ICU, locale ky): … е ё … н ң о ө … у ү …, Russian names in place.
namespace balalyk {

// Negative, 0 or positive. Texts that differ never compare equal unless canonically equivalent.
int compareKyrgyz(std::string_view left, std::string_view right);

// Bytes whose memcmp order is that order; opaque, valid for one ICU version.
std::string collationKey(std::string_view text);
std::string collationVersion();  // of those bytes: other ones cannot be compared with them

}  // namespace balalyk
