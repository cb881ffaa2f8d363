#pragma once

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <span>
#include <string>

#include "signing/crypto/Digest.h"
#include "signing/crypto/Secret.h"

namespace balalyk {

inline constexpr const char* kSha256Oid = "2.16.840.1.101.3.4.2.1";

Poco::JSON::Array::Ptr hashesOf(std::span<const signing::Digest> digests);  // in Base64

// The object without its closing brace: what is secret follows in its own memory.
std::string opened(const Poco::JSON::Object& object);
signing::Secret jsonString(std::string_view text);

// Throws KeyError cscAnswerUnusable{host}.
Poco::JSON::Object::Ptr objectIn(const std::string& body, const std::string& host);

}  // namespace balalyk
