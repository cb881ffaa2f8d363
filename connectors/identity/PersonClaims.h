#pragma once

#include <Poco/JSON/Object.h>

#include <string>

namespace balalyk {

// What providers say of a person. Each empty when it is absent; throws ProviderFault memberWrong, pinForm.
std::string pinIn(const Poco::JSON::Object& claims, const char* name);   // 14 digits, as a text or as a number
std::string nameIn(const Poco::JSON::Object& claims, const char* name);  // one line, normalised
std::string codeIn(const Poco::JSON::Object& claims, const char* name);  // СОАТЕ: digits, as a text or as a number

}  // namespace balalyk
