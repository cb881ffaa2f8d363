#include "connectors/database/JsonText.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <fmt/format.h>

namespace balalyk {

namespace {

Poco::JSON::Array::Ptr arrayFrom(const std::string& json) {
  return Poco::JSON::Parser().parse(json).extract<Poco::JSON::Array::Ptr>();
}

}  // namespace

std::string jsonQuoted(std::string_view text) {
  std::string quoted = "\"";
  quoted.reserve(text.size() + 2);
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\0') {
      quoted += "\xEF\xBF\xBD";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string jsonObject(const std::map<std::string, std::string>& members) {
  std::string text = "{";
  for (const auto& [name, value] : members) {
    if (text.size() > 1) text += ',';
    text += jsonQuoted(name) + ':' + jsonQuoted(value);
  }
  return text + '}';
}

std::string jsonTexts(const std::vector<std::string>& texts) {
  std::string json = "[";
  for (const auto& text : texts) {
    if (json.size() > 1) json += ',';
    json += jsonQuoted(text);
  }
  return json + ']';
}

std::string problemsToJson(const std::vector<Problem>& problems) {
  std::string json = "[";
  for (const auto& problem : problems) {
    if (json.size() > 1) json += ',';
    json += "{\"code\":" + jsonQuoted(problem.code) + ",\"params\":" + jsonObject(problem.params) + '}';
  }
  return json + ']';
}

std::vector<Problem> problemsFromJson(const std::string& json) {
  std::vector<Problem> problems;
  if (json.empty() || json == "[]") return problems;
  const auto array = arrayFrom(json);
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto object = array->getObject(static_cast<unsigned>(i));
    Problem problem{.code = object->getValue<std::string>("code")};
    const auto params = object->getObject("params");
    for (const auto& [name, value] : *params) problem.params.emplace(name, value.convert<std::string>());
    problems.push_back(std::move(problem));
  }
  return problems;
}

std::string kindsToJson(const std::vector<Kind>& kinds) {
  std::vector<std::string> words;
  for (const auto kind : kinds) words.emplace_back(toString(kind));
  return jsonTexts(words);
}

std::vector<Kind> kindsFromJson(const std::string& json) {
  std::vector<Kind> kinds;
  const auto array = arrayFrom(json);
  for (std::size_t i = 0; i < array->size(); ++i) {
    kinds.push_back(kindFrom(array->getElement<std::string>(static_cast<unsigned>(i))));
  }
  return kinds;
}

std::vector<StoredFile> filesFromJson(const std::string& json) {
  std::vector<StoredFile> files;
  if (json.empty() || json == "[]") return files;
  const auto array = arrayFrom(json);
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto object = array->getObject(static_cast<unsigned>(i));
    files.push_back({object->getValue<std::string>("name"), object->getValue<std::string>("mediaType"),
                     object->getValue<std::string>("digest"), object->getValue<std::uint64_t>("size")});
  }
  return files;
}

JsonRows& JsonRows::row() {
  text_ += text_.empty() ? "[{" : "},{";
  first_ = true;
  return *this;
}

void JsonRows::member(std::string_view name) {
  if (!first_) text_ += ',';
  first_ = false;
  text_ += '"';
  text_ += name;
  text_ += "\":";
}

JsonRows& JsonRows::text(std::string_view name, std::string_view value) {
  member(name);
  text_ += jsonQuoted(value);
  return *this;
}

JsonRows& JsonRows::textOrNull(std::string_view name, std::string_view value) {
  if (!value.empty()) return text(name, value);
  member(name);
  text_ += "null";
  return *this;
}

JsonRows& JsonRows::integer(std::string_view name, std::int64_t value) {
  member(name);
  text_ += std::to_string(value);
  return *this;
}

}  // namespace balalyk
