#include "signing/container/ZipExtra.h"

#include <algorithm>
#include <array>

#include "signing/container/ContainerError.h"
#include "signing/container/ZipFormat.h"

namespace balalyk::signing {
namespace {

using zip::get16, zip::get32, zip::get64;

constexpr std::uint16_t kZip64 = 0x0001, kUnicodeName = 0x7075;
// Times (Info-ZIP, NTFS), owners (Info-ZIP, Unix), a Unicode comment, the mark of Java's tools, padding of Commons
// Compress.
constexpr std::array<std::uint16_t, 9> kHarmless{0x5455, 0x7875, 0x5855, 0x7855, 0x000a,
                                                 0x000d, 0x6375, 0xcafe, 0xa11e};

[[noreturn]] void refuse() {
  throw ContainerError("containerExtraField");
}

// A second name is refused unless it says the first again.
bool repeatsName(std::string_view data, std::string_view name) {
  return data.size() > 5 && data[0] == 1 && data.substr(5) == name;
}

// What a zip64 field still has when it was not asked: some writers put all sizes there in any case. They must be those
// of the entry, or not filled in.
void checkRest(std::string_view rest, const EntrySizes& sizes) {
  for (; rest.size() >= 8; rest.remove_prefix(8)) {
    const std::uint64_t value = get64(rest, 0);
    if (value != 0 && value != sizes.size && value != sizes.packed && value != sizes.offset) {
      throw ContainerError("containerHeadersDiffer");
    }
  }
  const bool firstDisk = rest.empty() || (rest.size() == 4 && get32(rest, 0) == 0);
  if (!firstDisk) refuse();
}

}  // namespace

ExtraFields readExtraFields(std::string_view extra, std::string_view entryName) {
  ExtraFields fields;
  while (!extra.empty()) {
    if (extra.size() < 4 || extra.size() - 4 < get16(extra, 2)) refuse();
    const std::uint16_t id = get16(extra, 0);
    const std::string_view data = extra.substr(4, get16(extra, 2));
    if (id == kZip64) {
      if (!fields.zip64.empty() || data.empty()) refuse();
      fields.zip64 = data;
    } else if (id == kUnicodeName ? !repeatsName(data, entryName)
                                  : std::ranges::find(kHarmless, id) == kHarmless.end()) {
      refuse();
    }
    extra.remove_prefix(4 + data.size());
  }
  return fields;
}

EntrySizes resolveSizes(std::uint32_t size, std::uint32_t packed, const std::uint32_t* offset, std::string_view zip64) {
  const bool asked = !zip64.empty();
  const auto wide = [&](std::uint32_t value) -> std::uint64_t {
    if (value != zip::kSeeZip64 || !asked) return value;
    if (zip64.size() < 8) refuse();
    const std::uint64_t found = get64(zip64, 0);
    zip64.remove_prefix(8);
    return found;
  };
  EntrySizes sizes;
  sizes.size = wide(size);
  sizes.packed = wide(packed);
  if (offset != nullptr) sizes.offset = wide(*offset);
  checkRest(zip64, sizes);
  return sizes;
}

}  // namespace balalyk::signing
