#include "RandomValues.h"

#include <algorithm>

#include "../Sheets.h"

using namespace balalyk;

std::string RandomValues::word() {
  static const char* const kLetters[] = {"а", "б", "ө", "ү", "ң", "й", "ё", "ы",
                                         "Ж", "Ң", "Щ", "0", "7", "x", "№", "«"};
  std::string word;
  for (int length = 1 + below(12); length > 0; --length) word += kLetters[below(16)];
  return word;
}

std::string RandomValues::line(int words) {
  std::string line = word();
  while (--words > 0) line += " " + word();
  return line;
}

std::string RandomValues::text(FieldContract::Type type) {
  if (type == FieldContract::Type::boolean) return below(2) ? "true" : "";
  if (below(4) == 0) return {};
  if (small_) return line(1 + below(3));
  if (type == FieldContract::Type::text) return line(below(8) == 0 ? 30 : 1 + below(4));
  std::string text = line(1 + below(30));
  for (int paragraphs = below(3) == 0 ? below(25) : below(3); paragraphs > 0; --paragraphs) {
    text += "\n" + (below(8) == 0 ? std::string() : line(1 + below(40)));
  }
  return text;
}

FieldValues RandomValues::partlyAs(const FieldValues& before, FieldValues values) {
  const auto some = [this](auto& now, const auto& then) {
    for (auto& [name, value] : now) {
      const auto same = then.find(name);
      if (same != then.end() && below(2) == 0) value = same->second;
    }
  };
  some(values.fields, before.fields);
  some(values.images, before.images);
  for (auto& [name, rows] : values.lists) {
    const auto same = before.lists.find(name);
    if (same == before.lists.end()) continue;
    if (below(2) == 0) rows.resize(same->second.size());  // a list of another length is set again
    for (std::size_t i = 0; i < std::min(rows.size(), same->second.size()); ++i) some(rows[i], same->second[i]);
  }
  return values;
}

std::string RandomValues::comment() {
  std::string text = line(1 + below(5));
  for (int lines = below(24); lines > 0; --lines) text += "\n" + line(1 + below(5));
  return text;
}

int RandomValues::rows() {
  if (small_) return below(4);
  switch (below(5)) {
    case 0:
      return 0;
    case 1:
      return 1;
    case 2:
      return below(61);
    default:
      return 1 + below(8);
  }
}

Shape RandomValues::shape(const KindContract& kind) {
  Shape shape;
  const auto pick = [&](const auto& parts, int most) {
    for (const auto& [name, part] : parts) {
      if (below(most) != 0) shape.insert(name);
    }
  };
  pick(kind.fields, 3);
  pick(kind.lists, 12);  // without its rows a list takes the open template with it
  pick(kind.images, 6);
  return shape;
}

FieldValues RandomValues::make(const KindContract& kind, const Shape& shape) {
  small_ = below(6) != 0;
  FieldValues values;
  for (const auto& [name, field] : kind.fields) {
    if (!shape.contains(name)) continue;
    auto& value = values.fields[name];
    while (value.empty()) value = text(field.type);
  }
  for (const auto& [name, list] : kind.lists) {
    if (shape.contains(name)) values.lists[name] = table(list, std::max(1, rows()));
  }
  for (const auto& [name, image] : kind.images) {
    if (shape.contains(name)) values.images[name] = sheets::picture(below(1000));
  }
  small_ = false;
  return values;
}

std::vector<FieldValues::Row> RandomValues::table(const ListContract& list, int count) {
  std::vector<FieldValues::Row> rows(static_cast<std::size_t>(count));
  for (auto& row : rows) {
    for (const auto& [column, field] : list.columns) {
      if (below(10) != 0) row[column] = text(field.type);
    }
  }
  return rows;
}

FieldValues RandomValues::make(const KindContract& kind) {
  FieldValues values;
  for (const auto& [name, field] : kind.fields) {
    if (below(10) != 0) values.fields[name] = text(field.type);
  }
  for (const auto& [name, list] : kind.lists) values.lists[name] = table(list, rows());
  for (const auto& [name, image] : kind.images) {
    if (below(10) != 0) values.images[name] = sheets::picture(below(1000));
  }
  return values;
}
