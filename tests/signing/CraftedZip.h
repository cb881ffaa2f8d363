#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace balalyk::signing::test {

// A zip with every field at the tester's will. Unset fields take the right value.
struct CraftedEntry {
  std::string name;
  std::string content;
  bool deflated = false;
  std::uint16_t flags = 0;
  std::string localExtra, centralExtra;
  std::optional<std::string> localName;
  std::optional<std::uint32_t> declaredSize, localSize, localPacked, centralSize, centralPacked, crc;
  std::optional<std::uint16_t> localMethod;
  std::string gapBefore;
  bool descriptor = false, bareDescriptor = false, wideDescriptor = false;
  std::optional<std::uint32_t> descriptorSize;
  std::string comment;
};

struct CraftedZip {
  std::string before, after, comment;
  bool zip64End = false;
  std::optional<std::uint64_t> zip64Entries;
  std::vector<CraftedEntry> entries;

  CraftedEntry& entry(const std::string& name);
  void moveToEnd(const std::string& name);
  void remove(const std::string& name);
  std::string build() const;

  // The entries of a good container.
  static CraftedZip from(const std::string& container);
};

std::string deflateRaw(const std::string& bytes);

}  // namespace balalyk::signing::test
