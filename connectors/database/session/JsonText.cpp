#include "connectors/database/session/JsonText.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

namespace balalyk {

namespace {

Poco::JSON::Array::Ptr arrayFrom(const std::string& json) {
  return Poco::JSON::Parser().parse(json).extract<Poco::JSON::Array::Ptr>();
}

signing::JsonWriter compact() {
  return signing::JsonWriter(signing::JsonWriter::Layout::compact);
}

void write(signing::JsonWriter& json, const std::map<std::string, std::string>& members) {
  json.beginObject();
  for (const auto& [name, value] : members) json.member(name, value);
  json.endObject();
}

}  // namespace

std::string jsonObject(const std::map<std::string, std::string>& members) {
  auto json = compact();
  write(json, members);
  return json.text();
}

std::string jsonTexts(const std::vector<std::string>& texts) {
  auto json = compact();
  json.beginArray();
  for (const auto& text : texts) json.value(text);
  return json.endArray().text();
}

std::vector<std::string> textsFromJson(const std::string& json) {
  const auto array = arrayFrom(json);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < array->size(); ++i)
    texts.push_back(array->getElement<std::string>(static_cast<unsigned>(i)));
  return texts;
}

std::string problemsToJson(const std::vector<Problem>& problems) {
  auto json = compact();
  json.beginArray();
  for (const auto& problem : problems) {
    json.beginObject().member("code", problem.code).key("params");
    write(json, problem.params);
    json.endObject();
  }
  return json.endArray().text();
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
  empty() ? json_.beginArray() : json_.endObject();
  json_.beginObject();
  return *this;
}

JsonRows& JsonRows::text(std::string_view name, std::string_view value) {
  json_.member(name, value);
  return *this;
}

JsonRows& JsonRows::textOrNull(std::string_view name, std::string_view value) {
  if (!value.empty()) return text(name, value);
  json_.member(name, nullptr);
  return *this;
}

JsonRows& JsonRows::integer(std::string_view name, std::int64_t value) {
  json_.member(name, value);
  return *this;
}

}  // namespace balalyk
