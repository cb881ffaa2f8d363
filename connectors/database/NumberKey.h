#pragma once

#include <string>
#include <string_view>

namespace balalyk {

// A protocol's number as it is compared with others: «№ 12/К-3», "12/к-3" and "12 / К-3" are one; "12/3" and "12-3" are
// two.
std::string numberKey(std::string_view number);

}  // namespace balalyk
