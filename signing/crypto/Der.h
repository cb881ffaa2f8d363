#pragma once

#include <openssl/asn1.h>

#include <optional>
#include <string>
#include <string_view>

// What OpenSSL keeps to itself is taken apart by these few, in the library's own sources only.
namespace balalyk::signing::der {

struct Element {
  std::string_view whole, content;
  int tag = 0, tagClass = 0;
  bool constructed = false;

  bool is(int expectedTag, int expectedClass) const {
    return tag == expectedTag && tagClass == expectedClass && constructed;
  }
};

// Takes the next element of definite length off the bytes.
std::optional<Element> take(std::string_view& bytes);

// The content of the one constructed element that the bytes are, to their end.
std::optional<std::string_view> only(std::string_view bytes, int tag, int tagClass = V_ASN1_UNIVERSAL);

std::string wrap(int tag, int tagClass, std::string_view content);

}  // namespace balalyk::signing::der
