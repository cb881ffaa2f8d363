#include "connectors/portal/api/ApiBody.h"

#include <Poco/JSON/JSONException.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "connectors/portal/api/ApiProblem.h"
#include "pipeline/domain/IsoDate.h"
#include "pipeline/domain/Text.h"
#include "signing/JsonLimits.h"

namespace balalyk {
namespace {

constexpr std::size_t kLargest = 256 << 10;
constexpr signing::JsonLimits kLimits{.depth = 8, .values = 5'000};
constexpr std::size_t kNameShown = 40;
constexpr int kUnprocessable = 422;

// Of two members of one name readers take different ones, and who looks at it may have seen the other decision.
class MembersOnce final : public Poco::JSON::ParseHandler {
 public:
  void startObject() override {
    seen_.emplace_back();
    ParseHandler::startObject();
  }
  void endObject() override {
    seen_.pop_back();
    ParseHandler::endObject();
  }
  void key(const std::string& name) override {
    if (!seen_.back().insert(name).second) throw Poco::JSON::JSONException("a member twice");
    ParseHandler::key(name);
  }

 private:
  std::vector<std::set<std::string>> seen_;  // of the objects that are open
};

// Of a member that is not ours only what can be a name is shown again.
std::string shownName(const std::string& name) {
  const auto plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  };
  return name.size() <= kNameShown && std::ranges::all_of(name, plain) ? name : "?";
}

}  // namespace

ApiBody ApiBody::read(const std::string& text, std::initializer_list<const char*> members) {
  if (text.size() > kLargest) throw ApiError(413, Problem{"bodyTooLarge", {}});
  const Problem notJson{"bodyNotJson", {}};
  if (!signing::withinLimits(text, kLimits) || hasUnreadableCharacters(text)) throw ApiError(400, notJson);
  Poco::JSON::Object::Ptr object;
  try {
    const auto parsed = Poco::JSON::Parser(new MembersOnce).parse(text);
    if (parsed.type() == typeid(Poco::JSON::Object::Ptr)) object = parsed.extract<Poco::JSON::Object::Ptr>();
  } catch (const Poco::Exception&) {
    throw ApiError(400, notJson);
  }
  if (object.isNull()) throw ApiError(400, notJson);
  ApiBody body(std::move(object), "");
  body.only(members);
  return body;
}

void ApiBody::only(std::initializer_list<const char*> members) const {
  for (const auto& name : object_->getNames())
    if (std::ranges::find(members, name) == members.end())
      throw ApiError(kUnprocessable, Problem{"bodyMemberUnknown", {{"member", placeOf(shownName(name).c_str())}}});
}

void ApiBody::wrong(const char* name) const {
  throw ApiError(kUnprocessable, Problem{"bodyMemberWrong", {{"member", placeOf(name)}}});
}

Poco::Dynamic::Var ApiBody::value(const char* name) const {
  auto found = object_->get(name);
  if (found.isEmpty() && object_->has(name)) wrong(name);  // null
  return found;
}

std::string ApiBody::checked(const char* name, const Poco::Dynamic::Var& value, std::size_t most) const {
  if (!value.isString()) wrong(name);
  auto text = value.extract<std::string>();
  // An escape can make what the bytes did not hold.
  if (text.size() > most || hasUnreadableCharacters(text) || text.find('\0') != std::string::npos) wrong(name);
  return text;
}

std::string ApiBody::text(const char* name, std::size_t most) const {
  const auto found = value(name);
  return found.isEmpty() ? std::string() : checked(name, found, most);
}

std::optional<std::string> ApiBody::word(const char* name) const {
  const auto found = value(name);
  return found.isEmpty() ? std::nullopt : std::optional(checked(name, found, 64));
}

std::string ApiBody::required(const char* name, std::size_t most) const {
  auto found = text(name, most);
  if (found.empty()) throw ApiError(kUnprocessable, Problem{"bodyMemberMissing", {{"member", placeOf(name)}}});
  return found;
}

std::optional<bool> ApiBody::truth(const char* name) const {
  const auto found = value(name);
  if (found.isEmpty()) return std::nullopt;
  if (!found.isBoolean()) wrong(name);
  return found.extract<bool>();
}

std::optional<int> ApiBody::number(const char* name, int least, int most) const {
  const auto found = value(name);
  if (found.isEmpty()) return std::nullopt;
  if (!found.isNumeric() || found.isBoolean()) wrong(name);
  try {
    // "50.0" is a whole number of JSON too.
    const auto number = found.convert<double>();
    if (!(number >= least && number <= most) || number != std::floor(number)) wrong(name);
    return static_cast<int>(number);
  } catch (const Poco::Exception&) {
    wrong(name);
  }
}

std::optional<Date> ApiBody::date(const char* name) const {
  const auto found = value(name);
  if (found.isEmpty()) return std::nullopt;
  const auto date = dateFromIso(checked(name, found, 64));
  if (!date) wrong(name);
  return date;
}

std::optional<Timestamp> ApiBody::moment(const char* name) const {
  const auto found = value(name);
  if (found.isEmpty()) return std::nullopt;
  const auto moment = momentFromIso(checked(name, found, 64));
  if (!moment) wrong(name);
  return moment;
}

std::vector<std::string> ApiBody::texts(const char* name, std::size_t most) const {
  const auto found = value(name);
  if (found.isEmpty()) return {};
  if (found.type() != typeid(Poco::JSON::Array::Ptr)) wrong(name);
  const auto& array = found.extract<Poco::JSON::Array::Ptr>();
  if (array->size() > most) wrong(name);
  std::vector<std::string> texts;
  for (const auto& entry : *array) texts.push_back(checked(name, entry, 200));
  return texts;
}

std::vector<LocalizedText> ApiBody::localizedTexts(const char* name, std::size_t most) const {
  const auto found = value(name);
  if (found.isEmpty()) return {};
  if (found.type() != typeid(Poco::JSON::Array::Ptr)) wrong(name);
  const auto& array = found.extract<Poco::JSON::Array::Ptr>();
  if (array->size() > most) wrong(name);
  std::vector<LocalizedText> texts;
  for (const auto& entry : *array) {
    if (entry.type() != typeid(Poco::JSON::Object::Ptr)) wrong(name);
    const ApiBody one(entry.extract<Poco::JSON::Object::Ptr>(), placeOf(name));
    one.only({"ky", "ru"});
    texts.push_back({one.text("ky"), one.text("ru")});
  }
  return texts;
}

std::optional<ApiBody> ApiBody::object(const char* name, std::initializer_list<const char*> members) const {
  const auto found = value(name);
  if (found.isEmpty()) return std::nullopt;
  if (found.type() != typeid(Poco::JSON::Object::Ptr)) wrong(name);
  ApiBody body(found.extract<Poco::JSON::Object::Ptr>(), placeOf(name));
  body.only(members);
  return body;
}

ApiBody ApiBody::requiredObject(const char* name, std::initializer_list<const char*> members) const {
  auto found = object(name, members);
  if (!found) throw ApiError(kUnprocessable, Problem{"bodyMemberMissing", {{"member", placeOf(name)}}});
  return *std::move(found);
}

}  // namespace balalyk
