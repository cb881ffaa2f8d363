#include "connectors/database/rows/ViewLists.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include "connectors/database/rows/ViewValues.h"

namespace balalyk {
namespace {

using Poco::Dynamic::Var;

const char* kindOf(const Var& value) {
  if (value.isEmpty()) return "null";
  if (value.type() == typeid(Poco::JSON::Object::Ptr)) return "object";
  if (value.type() == typeid(Poco::JSON::Array::Ptr)) return "list";
  if (value.isBoolean()) return "truth";
  if (value.isInteger()) return "number";
  if (value.isNumeric()) return "fraction";
  return "text";
}

// Nothing that is JSON: an empty value too.
std::optional<Var> parsed(const std::string& json) {
  try {
    return Poco::JSON::Parser().parse(json);
  } catch (const Poco::Exception&) {
    return std::nullopt;
  }
}

// One object of a JSON column.
class Entry final : public ViewCells {
 public:
  Entry(const ViewCells& row, std::string column, Poco::JSON::Object::Ptr object)
      : row_(row), column_(std::move(column)), object_(std::move(object)) {}

  std::string text(std::string_view column) const override {
    const auto key = jsonKey(column);
    if (!object_->has(key)) return unreadableText(column, "keyMissing");
    const auto value = object_->get(key);
    if (value.isEmpty()) return {};
    if (value.isString() || (value.isInteger() && !value.isBoolean())) return value.convert<std::string>();
    return unreadableText(column, kindOf(value));
  }

  bool has(std::string_view column) const override { return object_->has(jsonKey(column)); }
  bool isNull(std::string_view column) const override { return object_->get(jsonKey(column)).isEmpty(); }

  bool truth(std::string_view column, bool otherwise) const override {
    const auto value = object_->get(jsonKey(column));
    const bool simple = value.isBoolean() || value.isInteger() || value.isString();
    const auto truth = simple ? truthFrom(value.convert<std::string>()) : std::nullopt;
    if (!truth) unreadable(column, has(column) ? kindOf(value) : "keyMissing");
    return truth.value_or(otherwise);
  }

  void unreadable(std::string_view column, const char* found) const override {
    row_.unreadable(column_ + "." + jsonKey(column), found);
  }

 private:
  std::string unreadableText(std::string_view column, const char* found) const {
    unreadable(column, found);
    return {};
  }

  const ViewCells& row_;
  const std::string column_;
  const Poco::JSON::Object::Ptr object_;
};

// What a JSON column holds; nothing: it is NULL, empty, JSON's null, or unreadable, which is then said.
template <class Wanted>
std::optional<Wanted> valueOf(const ViewCells& row, const std::string& column) {
  const auto json = row.text(column);
  if (json.empty()) return std::nullopt;
  const auto value = parsed(json);
  if (value && value->isEmpty()) return std::nullopt;
  if (value && value->type() == typeid(Wanted)) return value->extract<Wanted>();
  row.unreadable(column, value ? kindOf(*value) : "notJson");
  return std::nullopt;
}

}  // namespace

std::string jsonKey(std::string_view column) {
  std::string key;
  bool upper = false;
  for (const char c : column) {
    if (c == '_')
      upper = true;
    else
      key += std::exchange(upper, false) ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return key;
}

void forEachEntry(const ViewCells& row, const std::string& column, const VisitEntry& visit) {
  const auto list = valueOf<Poco::JSON::Array::Ptr>(row, column);
  if (!list) return;
  for (const auto& entry : **list) {
    if (entry.type() == typeid(Poco::JSON::Object::Ptr))
      visit(Entry(row, column, entry.extract<Poco::JSON::Object::Ptr>()));
    else
      row.unreadable(column + "[]", kindOf(entry));
  }
}

void visitObject(const ViewCells& row, const std::string& column, const VisitEntry& visit) {
  if (const auto object = valueOf<Poco::JSON::Object::Ptr>(row, column)) visit(Entry(row, column, *object));
}

}  // namespace balalyk
