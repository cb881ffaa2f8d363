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
void checkContents(const AsicContents& contents, std::string_view type) {
  std::set<std::string> keys;
  std::size_t total = 0;
  StoredZipWriter writer{0};
  writer.add("mimetype", type);
  for (const auto& entry : contents.entries) {
    require(isSafeEntryName(entry.name), "every name is safe");
    require(keys.insert(entryNameKey(entry.name)).second, "no name comes twice");
    require(entry.content.size() <= kLimits.entryBytes, "no entry is larger than allowed");
    total += entry.content.size();
    writer.add(entry.name, entry.content);
  }
  require(total <= kLimits.totalBytes && keys.size() < kLimits.entries, "the container is within its limits");
  const AsicContents again = readAsic(writer.finish(), kLimits);
  require(std::ranges::equal(contents.entries, again.entries,
                             [](const auto& a, const auto& b) { return a.name == b.name && a.content == b.content; }),
          "what is read can be written and read again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  try {
    const AsicContents contents = readAsic(bytes, kLimits);
    const bool simple = bytes.substr(0, 128).find("asic-s") != std::string_view::npos;
    checkContents(contents, simple ? "application/vnd.etsi.asic-s+zip" : "application/vnd.etsi.asic-e+zip");
  } catch (const ContainerError&) {
  }
  const auto& material = balalyk::fuzz::Material::get();
  balalyk::fuzz::requireHonest(material.validator.verify(bytes, material.now()));
  return 0;
}
