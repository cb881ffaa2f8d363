#pragma once

#include <cstdint>
#include <string>

namespace balalyk::bench {

// Which indexes lead the hot statements, in the words of the database itself.
void showPlans(const std::string& connection, std::int64_t archive);

}  // namespace balalyk::bench
