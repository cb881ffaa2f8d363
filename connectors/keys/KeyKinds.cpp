#include "connectors/keys/KeyKinds.h"

#include <array>

namespace balalyk {

std::string KeyEntry::field(std::string_view name) const {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

std::filesystem::path KeyEntry::file(std::string_view name) const {
  const auto text = field(name);
  return text.empty() ? std::filesystem::path() : folder / text;
}

std::span<const KeyKind> allKeyKinds() {
  static const std::array kinds{pkcs12Kind(), pkcs11Kind(), cscKind()};
  return kinds;
}

}  // namespace balalyk
