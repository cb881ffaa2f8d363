#pragma once

#include <string>
#include <string_view>

namespace balalyk {

// A reason as somebody typed it, for a sentence that others read: normaliseText() of it, without the marks that no
// reader sees, which could turn that sentence or hide in it. Empty: there is none.
std::string typedReason(std::string_view text);

}  // namespace balalyk
