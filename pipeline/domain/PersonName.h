#pragma once

#include <string>

namespace balalyk {

struct PersonName {
  std::string surname;     // "Асанов", "Өмүрбек уулу"
  std::string givenName;   // "Үсөн"
  std::string patronymic;  // may be empty

  // Surname first, single spaces, nothing for an absent part.
  std::string full() const;
  bool operator==(const PersonName&) const = default;
};

}  // namespace balalyk
