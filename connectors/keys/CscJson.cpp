#include "connectors/keys/CscJson.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>
#include <openssl/crypto.h>

#include <sstream>

#include "signing/SigningError.h"
#include "signing/crypto/Base64.h"

namespace balalyk {

Poco::JSON::Array::Ptr hashesOf(std::span<const signing::Digest> digests) {
  Poco::JSON::Array::Ptr hashes = new Poco::JSON::Array;
  for (const auto& digest : digests) hashes->add(signing::toBase64(signing::bytesOf(digest)));
  return hashes;
}

std::string opened(const Poco::JSON::Object& object) {
  std::ostringstream stream;
  object.stringify(stream);
  auto text = stream.str();
  text.pop_back();
  return text;
}

signing::Secret jsonString(std::string_view text) {
  std::string quoted;
  quoted.reserve(text.size() * 6 + 2);  // never moves, so that one wipe is enough
  quoted += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      quoted += "\\u00";
      quoted += kDigits[static_cast<unsigned char>(c) >> 4];
      quoted += kDigits[c & 0xf];
    } else {
      quoted += c;
    }
  }
  quoted += '"';
  return signing::Secret::takeFrom(quoted.data(), quoted.size());
}

Poco::JSON::Object::Ptr objectIn(const std::string& body, const std::string& host) {
  try {
    return Poco::JSON::Parser().parse(body).extract<Poco::JSON::Object::Ptr>();
  } catch (const Poco::Exception&) {
    throw signing::KeyError("cscAnswerUnusable", {{"host", host}});
  }
}

}  // namespace balalyk
