#include "Names.h"

#include <vector>

namespace balalyk::bench {

namespace {

const std::vector<std::string> kStems{"Асан",  "Үсөн", "Жээнбек", "Токто", "Бейше",  "Мамат", "Кубат", "Эсен",
                                      "Сыдык", "Нур",  "Бакыт",   "Темир", "Азамат", "Чын",   "Кыяз",  "Абдыл"};
const std::vector<std::string> kMiddles{"",    "бек", "алы", "кул", "бай", "жан", "мырза", "гул",
                                        "тай", "ке",  "ди",  "рус", "мат", "шер", "кан",   "туу"};

}  // namespace

std::string surname(int i) {
  return kStems[i % 16] + kMiddles[i / 16 % 16] + kMiddles[i / 256 % 16] + "ов";
}
std::string givenName(int i) {
  return kStems[i % 16] + kMiddles[i / 16 % 16];
}

std::string name(std::mt19937_64& random) {
  const auto pick = [&](int from) { return static_cast<int>(random() % static_cast<unsigned>(from)); };
  return surname(pick(kSurnames)) + " " + givenName(pick(kGivenNames)) + " " + givenName(pick(kGivenNames)) + "ович";
}

}  // namespace balalyk::bench
