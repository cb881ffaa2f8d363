#include "RandomRecords.h"

#include "Examples.h"

namespace balalyk::examples {

// Not std::uniform_int_distribution: its results differ between standard libraries.
int RandomRecords::upTo(int limit) {
  return static_cast<int>(random_() % (static_cast<unsigned>(limit) + 1));
}

void RandomRecords::set(std::string& value) {
  static const std::vector<std::string> kPieces{"а", "Ң",  "ө", " ",  "  ",   "\n", "\r", "\t",     "<",      ">",
                                                "&", "\"", "'", "]]", "&lt;", "1",  "№",  "\u202E", "\u0085", "\uFFFD",
                                                "😀", "{",  "=", "/",  "уулу", "-",  "<!", "\u2028"};
  value.clear();
  for (int count = upTo(maybe() ? 3 : 30); count > 0; --count)
    value += kPieces[static_cast<std::size_t>(upTo(static_cast<int>(kPieces.size()) - 1))];
}

void RandomRecords::set(std::int64_t& value) {
  value = (static_cast<std::int64_t>(random_()) << 32 | static_cast<std::int64_t>(random_())) * (maybe() ? 1 : -1);
}

// Now and then the empty one, of a record that goes back.
void RandomRecords::set(Date& value) {
  if (upTo(3) > 0)
    value = day(1900 + upTo(200), 1 + static_cast<unsigned>(upTo(11)), 1 + static_cast<unsigned>(upTo(27)));
}

Record RandomRecords::record() {
  const auto made = [this](auto record) {
    set(record);
    return Record(std::move(record));
  };
  switch (upTo(2)) {
    case 0:
      return made(Application{});
    case 1:
      return made(MealSubsidy{});
    default:
      return made(VoucherList{});
  }
}

}  // namespace balalyk::examples
