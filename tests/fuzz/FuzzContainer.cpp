// Containers from outside: the zip, the rules of ASiC, and the whole verification of what they hold.
#include <algorithm>
#include <set>

#include "Material.h"
#include "signing/container/AsicReader.h"
#include "signing/container/ContainerError.h"
#include "signing/container/EntryName.h"
#include "signing/container/StoredZipWriter.h"

using namespace balalyk::signing;
using balalyk::fuzz::require;

namespace {

// Small, so that a bomb is seen by its number of bytes and not by the machine's.
constexpr ContainerLimits kLimits{.entries = 50, .entryBytes = 1 << 20, .totalBytes = 2 << 20};

// What was read obeys the limits and has safe names, and is read back the same when it is written again.
void checkContents(const AsicContents& contents) {
  std::set<std::string> keys;
  std::size_t total = 0;
  StoredZipWriter writer{0};
  writer.add("mimetype", contents.mediaType);
  for (const auto& entry : contents.entries) {
    require(isSafeEntryName(entry.name), "every name is safe");
    require(keys.insert(entryNameKey(entry.name)).second, "no name comes twice");
    require(entry.content.size() <= kLimits.entryBytes, "no entry is larger than allowed");
    total += entry.content.size();
    writer.add(entry.name, entry.content);
  }
  require(total <= kLimits.totalBytes && keys.size() < kLimits.entries, "the container is within its limits");
  const AsicContents again = readAsic(writer.finish(), kLimits, ContainerProfile::foreign);
  require(std::ranges::equal(contents.entries, again.entries,
                             [](const auto& a, const auto& b) { return a.name == b.name && a.content == b.content; }),
          "what is read can be written and read again");
}

bool isRead(std::string_view bytes, ContainerProfile profile) {
  try {
    static_cast<void>(readAsic(bytes, kLimits, profile));
    return true;
  } catch (const ContainerError&) {
    return false;
  }
}

void requireOwnWithinForeign(std::string_view bytes) {
  require(!isRead(bytes, ContainerProfile::own) || isRead(bytes, ContainerProfile::foreign),
          "what our own rules allow, those for others allow too");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  try {
    checkContents(readAsic(bytes, kLimits, ContainerProfile::foreign));
  } catch (const ContainerError&) {
  }
  requireOwnWithinForeign(bytes);
  const auto& material = balalyk::fuzz::Material::get();
  balalyk::fuzz::requireHonest(material.validator.verify(bytes, material.now()));
  return 0;
}
