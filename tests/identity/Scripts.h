#pragma once

#include <Poco/JSON/Array.h>

#include <chrono>
#include <ostream>

#include "OidcFlow.h"

// The pieces of which the tests write what a provider does wrong.
namespace balalyk::test {

using Poco::JSON::Array;

inline constexpr const char* kGood = "pin 10101198012345";

inline std::int64_t secondsFromNow(int seconds) {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count() +
         seconds;
}

template <class Value>
std::function<void(Object&)> setting(const char* name, Value value) {
  return [name, value](Object& object) { object.set(name, value); };
}
inline std::function<void(Object&)> without(const char* name) {
  return [name](Object& object) { object.remove(name); };
}
inline Array listOf(std::initializer_list<const char*> words) {
  Array list;
  for (const char* word : words) list.add(std::string(word));
  return list;
}
inline std::function<void(Poco::Net::HTTPServerResponse&)> text(std::string json) {
  return [json = std::move(json)](Poco::Net::HTTPServerResponse& response) { sendText(response, json); };
}
inline std::function<void(Poco::Net::HTTPServerResponse&)> status(int code) {
  return [code](Poco::Net::HTTPServerResponse& response) { sendStatus(response, code); };
}
inline std::string nested(int depth) {
  return "{\"a\":" + std::string(static_cast<std::size_t>(depth), '[') +
         std::string(static_cast<std::size_t>(depth), ']') + "}";
}

inline const std::shared_ptr<TestKey>& strangerKey() {
  static const auto key = std::make_shared<TestKey>(TestKey::Kind::rsa, "rsa-1");
  return key;
}
inline const std::shared_ptr<TestKey>& weakKey() {
  static const auto key = std::make_shared<TestKey>(TestKey::Kind::rsa, "rsa-1", 1'024);
  return key;
}
inline std::function<void(Object&)> keySet(std::initializer_list<std::shared_ptr<TestKey>> keys) {
  Array set;
  for (const auto& key : keys) set.add(key->jwk());
  return [set](Object& object) { object.set("keys", set); };
}

struct Row {
  const char* what;
  std::function<void(Script&)> does;
  std::string verdict;
};
inline Patience patienceFor(const Row& row) {
  return row.verdict.ends_with("/timeout") ? Patience::little : Patience::much;
}
inline std::ostream& operator<<(std::ostream& stream, const Row& row) {
  return stream << row.what;
}

inline const std::string wrong = "identityProviderWrong/", down = "identityProviderDown/";

}  // namespace balalyk::test
