#pragma once

#include <Poco/JSON/Object.h>

#include <optional>
#include <string>
#include <string_view>

namespace balalyk {

inline constexpr std::size_t kLargestJson = 65'536;

// A JSON object of somebody who is not trusted: at most kLargestJson bytes, 16 levels, 2,000 values. Throws
// ProviderFault notJson. Poco's parser calls itself for each level, so it sees a text only after these were counted.
Poco::JSON::Object::Ptr limitedObject(std::string_view text);

// A member that is a text of at most `most` bytes, UTF-8 without characters that nobody sees. nullopt: absent. Throws
// ProviderFault memberWrong.
std::optional<std::string> textOf(const Poco::JSON::Object& object, const std::string& name, std::size_t most);
// The same of a number of seconds since 1970.
std::optional<double> timeOf(const Poco::JSON::Object& object, const std::string& name);

}  // namespace balalyk
