#include "signing/crypto/Der.h"

namespace balalyk::signing::der {

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

}  // namespace balalyk::signing::der
