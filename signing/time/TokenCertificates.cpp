#include "signing/time/TokenCertificates.h"

#include <openssl/asn1.h>
#include <openssl/err.h>

namespace balalyk::signing {
namespace {

struct Element {
  std::string_view whole, content;
  int tag = 0, tagClass = 0;
  bool constructed = false;

  bool is(int expectedTag, int expectedClass) const {
    return tag == expectedTag && tagClass == expectedClass && constructed;
  }
};

// Takes the next element of definite length off the bytes.
std::optional<Element> take(std::string_view& bytes) {
  constexpr int kError = 0x80, kIndefinite = 0x01, kConstructed = 0x20;
  const auto* start = reinterpret_cast<const unsigned char*>(bytes.data());
  const unsigned char* next = start;
  long length = 0;
  Element element;
  const int result = ASN1_get_object(&next, &length, &element.tag, &element.tagClass, static_cast<long>(bytes.size()));
  if ((result & (kError | kIndefinite)) != 0) return std::nullopt;
  element.constructed = (result & kConstructed) != 0;
  const auto header = static_cast<std::size_t>(next - start), size = static_cast<std::size_t>(length);
  element.whole = bytes.substr(0, header + size);
  element.content = bytes.substr(header, size);
  bytes.remove_prefix(header + size);
  return element;
}

// The content of the one element that the bytes are, to their end.
std::optional<std::string_view> only(std::string_view bytes, int tag, int tagClass) {
  const auto element = take(bytes);
  if (!element || !element->is(tag, tagClass) || !bytes.empty()) return std::nullopt;
  return element->content;
}

std::string wrap(int tag, int tagClass, std::string_view content) {
  unsigned char header[16];
  unsigned char* next = header;
  ASN1_put_object(&next, 1, static_cast<int>(content.size()), tag, tagClass);
  std::string whole{reinterpret_cast<const char*>(header), static_cast<std::size_t>(next - header)};
  return whole.append(content);
}

bool readCertificates(std::string_view set, std::vector<std::string>& certificates) {
  while (!set.empty()) {
    const auto certificate = take(set);
    if (!certificate || !certificate->is(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL)) return false;
    certificates.emplace_back(certificate->whole);
  }
  return true;
}

// Of the fields of SignedData (RFC 5652, 5.1) the certificates are the one with the tag [0].
std::optional<SplitToken> splitSignedData(std::string_view fields) {
  SplitToken split;
  bool found = false;
  while (!fields.empty()) {
    const auto field = take(fields);
    if (!field) return std::nullopt;
    if (!field->is(0, V_ASN1_CONTEXT_SPECIFIC)) {
      split.token += field->whole;
    } else if (found || !readCertificates(field->content, split.certificates)) {
      return std::nullopt;
    } else {
      found = true;
    }
  }
  return split;
}

}  // namespace

std::optional<SplitToken> splitCertificates(std::string_view token) {
  auto info = only(token, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
  const auto type = info ? take(*info) : std::nullopt;
  const auto content = type ? only(*info, 0, V_ASN1_CONTEXT_SPECIFIC) : std::nullopt;
  const auto fields = content ? only(*content, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL) : std::nullopt;
  auto split = fields ? splitSignedData(*fields) : std::nullopt;
  ERR_clear_error();
  if (!split) return std::nullopt;
  const std::string data = wrap(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, split->token);
  split->token =
      wrap(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL, std::string{type->whole} + wrap(0, V_ASN1_CONTEXT_SPECIFIC, data));
  return split;
}

}  // namespace balalyk::signing
