#pragma once

#include <string>
#include <string_view>

namespace balalyk {

// A protocol's number as it is compared with others: «№ 12/К-3», "12/к-3" and "12 / К-3" are one; "12/3" and "12-3" are
// two.
std::string numberKey(std::string_view number);

// The key of all numbers that look the same on paper: «К-77» in Cyrillic and "K-77" in Latin letters, an O for a zero.
// Kept in the database: what looks alike is written in LookAlikes.h, not taken from a library whose tables change.
std::string lookAlikeKey(std::string_view number);

}  // namespace balalyk
