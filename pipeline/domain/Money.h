#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace balalyk {

using Tyiyn = std::int64_t;

// «3 100,00 сом», every space U+00A0 so that an amount never breaks over lines. The same in both languages. Written
// by hand, not by ICU: an amount must look the same when a protocol is made again under newer locale data.
std::string writtenMoney(Tyiyn amount);

// "3100.00": for data
std::string decimalMoney(Tyiyn amount);

// As people type it: "3 100,50", "36", "36.5", with «сом» behind it or without. nullopt: not one amount that is not
// negative, below a thousand million som.
std::optional<Tyiyn> moneyFrom(std::string_view text);

}  // namespace balalyk
