#pragma once

#include <cstdint>
#include <string>

namespace balalyk {

using Tyiyn = std::int64_t;

// «3 100,00 сом», every space U+00A0 so that an amount never breaks over lines. The same in both languages. Written
// by hand, not by ICU: an amount must look the same when a protocol is made again under newer locale data.
std::string writtenMoney(Tyiyn amount);

// "3100.00": for data
std::string decimalMoney(Tyiyn amount);

}  // namespace balalyk
