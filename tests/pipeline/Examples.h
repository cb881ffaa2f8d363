#pragma once

#include "pipeline/record/Record.h"
#include "pipeline/record/RecordTypes.h"

// Records that are right in every respect: a test changes the one thing it is about. Invented people.
namespace balalyk::examples {

inline constexpr Date day(int year, unsigned month, unsigned day) {
  return {std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
}
inline constexpr Date kToday = day(2025, 11, 22);

Member chairperson();
Member secretary();
Member member(const std::string& id, const std::string& surname);

Application application();  // approved, both languages, three members
Application refusal();
MealSubsidy mealSubsidy();  // from the template
VoucherList voucherList();  // three holders

}  // namespace balalyk::examples
