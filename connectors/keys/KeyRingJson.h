#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "connectors/keys/KeyKinds.h"

namespace balalyk {

struct RingEntry {
  KeyEntry key;
  const KeyKind* kind;
  bool operator==(const RingEntry&) const = default;
};

// By member. Throws the Errors of openKeyRing().
std::map<std::string, RingEntry> readKeyRing(const std::filesystem::path& ringFile);

}  // namespace balalyk
