#include "pipeline/domain/NearestWord.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <vector>

namespace balalyk {
namespace {

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

// Levenshtein's distance.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

bool endsWithWord(std::string_view name, std::string_view word) {
  return name.size() > word.size() && name.ends_with(word) && name[name.size() - word.size() - 1] == '.';
}

}  // namespace

std::string nearestWord(std::string_view written, std::span<const std::string_view> known) {
  std::string_view best;
  std::size_t fewest = std::string_view::npos;
  for (const auto word : known) {
    // "slots" for "office.slots": the part before the point was forgotten.
    const std::size_t distance = endsWithWord(word, written) ? 1 : edits(written, word);
    if (distance < fewest) {
      fewest = distance;
      best = word;
    }
  }
  const std::size_t acceptable = std::max<std::size_t>(2, written.size() / 3);
  return fewest <= acceptable ? std::string(best) : std::string();
}

}  // namespace balalyk
