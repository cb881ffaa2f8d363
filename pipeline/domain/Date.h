#pragma once

#include <chrono>

namespace balalyk {

using Date = std::chrono::year_month_day;
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;  // a moment; a Zone gives it a day

}  // namespace balalyk
