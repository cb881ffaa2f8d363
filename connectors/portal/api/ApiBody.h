#pragma once

#include <Poco/JSON/Object.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/domain/Date.h"
#include "pipeline/domain/LocalizedText.h"

namespace balalyk {

// A JSON object that a program sent, read member by member. Limits: 256 KB, 8 levels, 5,000 values, no member twice,
// UTF-8 without characters whose meaning is lost. Throws ApiError bodyNotJson (400), bodyTooLarge (413),
// bodyMemberWrong{member}, bodyMemberMissing{member}, bodyMemberUnknown{member} (each 422).
class ApiBody {
 public:
  static ApiBody read(const std::string& text, std::initializer_list<const char*> members);

  // Absent: empty. Null is not.
  std::string text(const char* name, std::size_t most = 4'000) const;
  std::string required(const char* name, std::size_t most = 200) const;
  std::optional<std::string> word(const char* name) const;  // one of those that are described: "" is none of them
  std::optional<bool> truth(const char* name) const;
  std::optional<int> number(const char* name, int least, int most) const;
  std::optional<Date> date(const char* name) const;         // "2026-11-29"
  std::optional<Timestamp> moment(const char* name) const;  // "2026-11-29T10:00:00Z"
  std::vector<std::string> texts(const char* name, std::size_t most) const;
  std::vector<LocalizedText> localizedTexts(const char* name, std::size_t most) const;  // [{"ky", "ru"}]
  std::optional<ApiBody> object(const char* name, std::initializer_list<const char*> members) const;
  ApiBody requiredObject(const char* name, std::initializer_list<const char*> members) const;

  // For a word that is none of those that may be there.
  [[noreturn]] void wrong(const char* name) const;

 private:
  ApiBody(Poco::JSON::Object::Ptr object, std::string place) : object_(std::move(object)), place_(std::move(place)) {}
  void only(std::initializer_list<const char*> members) const;
  Poco::Dynamic::Var value(const char* name) const;
  std::string placeOf(const char* name) const { return place_.empty() ? name : place_ + "." + name; }
  std::string checked(const char* name, const Poco::Dynamic::Var& value, std::size_t most) const;

  Poco::JSON::Object::Ptr object_;
  std::string place_;  // "child"
};

}  // namespace balalyk
