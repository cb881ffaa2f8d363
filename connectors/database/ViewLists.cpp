#include "connectors/database/ViewLists.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include "connectors/database/ViewValues.h"
#include "pipeline/record/RecordWords.h"

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

// One object of a list.
class Entry {
 public:
  Entry(const ViewRow& row, std::string column, Poco::JSON::Object::Ptr object)
      : row_(row), column_(std::move(column)), object_(std::move(object)) {}

  std::string text(const std::string& key) const {
    if (!object_->has(key)) return unreadable(key, "keyMissing");
    const auto value = object_->get(key);
    if (value.isEmpty()) return {};
    if (value.isString() || (value.isInteger() && !value.isBoolean())) return value.convert<std::string>();
    return unreadable(key, kindOf(value));
  }

  // Members are distinguished by it: two without one would be one person.
  std::string identifier(const std::string& key) const {
    const auto id = text(key);
    if (id.empty() && object_->has(key)) unreadable(key, object_->get(key).isEmpty() ? "null" : "empty");
    return id;
  }

  LocalizedText localized(const std::string& ky, const std::string& ru) const { return {text(ky), text(ru)}; }

  bool truth(const std::string& key) const {
    const auto value = object_->has(key) ? object_->get(key) : Var();
    const bool simple = value.isBoolean() || value.isInteger() || value.isString();
    const auto truth = simple ? truthFrom(value.convert<std::string>()) : std::nullopt;
    if (!truth) unreadable(key, object_->has(key) ? kindOf(value) : "keyMissing");
    return truth.value_or(false);
  }

  CommissionRole role(const std::string& key) const {
    const auto word = text(key);
    for (const auto role : {CommissionRole::chairperson, CommissionRole::secretary, CommissionRole::member})
      if (word == toString(role)) return role;
    if (object_->has(key)) unreadable(key, word.empty() ? "empty" : "otherWord");
    return CommissionRole::member;
  }

 private:
  std::string unreadable(const std::string& key, const char* found) const {
    row_.unreadable(column_ + "." + key, found);
    return {};
  }

  const ViewRow& row_;
  const std::string column_;
  const Poco::JSON::Object::Ptr object_;
};

Member read(const Entry& entry, Member*) {
  return {.id = entry.identifier("id"),
          .commissionId = entry.identifier("commissionId"),
          .name = {entry.text("surname"), entry.text("givenName"), entry.text("patronymic")},
          .pin = entry.text("pin"),
          .position = entry.localized("positionKy", "positionRu"),
          .role = entry.role("role"),
          .active = entry.truth("active")};
}

BenefitCategory read(const Entry& entry, BenefitCategory*) {
  return {entry.text("code"), entry.localized("nameKy", "nameRu")};
}

LocalizedText read(const Entry& entry, LocalizedText*) {
  return entry.localized("ky", "ru");
}

template <class T>
std::vector<T> listFrom(const ViewRow& row, std::string_view column) {
  std::vector<T> values;
  const auto json = row.text(column);
  if (json.empty()) return values;
  const auto value = parsed(json);
  if (value && value->isEmpty()) return values;  // JSON's null
  if (!value || value->type() != typeid(Poco::JSON::Array::Ptr)) {
    row.unreadable(column, value ? kindOf(*value) : "notJson");
    return values;
  }
  for (const auto& entry : *value->extract<Poco::JSON::Array::Ptr>()) {
    if (entry.type() == typeid(Poco::JSON::Object::Ptr)) {
      const Entry object(row, std::string(column), entry.extract<Poco::JSON::Object::Ptr>());
      values.push_back(read(object, static_cast<T*>(nullptr)));
    } else {
      row.unreadable(std::string(column) + "[]", kindOf(entry));
    }
  }
  return values;
}

}  // namespace

std::vector<Member> membersFrom(const ViewRow& row, std::string_view column) {
  return listFrom<Member>(row, column);
}

std::vector<BenefitCategory> benefitsFrom(const ViewRow& row, std::string_view column) {
  return listFrom<BenefitCategory>(row, column);
}

std::vector<LocalizedText> documentsFrom(const ViewRow& row, std::string_view column) {
  return listFrom<LocalizedText>(row, column);
}

Member memberFrom(const ViewRow& row, std::string_view column) {
  const auto json = row.text(column);
  if (json.empty()) return {};
  const auto value = parsed(json);
  if (value && value->isEmpty()) return {};
  if (!value || value->type() != typeid(Poco::JSON::Object::Ptr)) {
    row.unreadable(column, value ? kindOf(*value) : "notJson");
    return {};
  }
  const Entry object(row, std::string(column), value->extract<Poco::JSON::Object::Ptr>());
  return read(object, static_cast<Member*>(nullptr));
}

}  // namespace balalyk
