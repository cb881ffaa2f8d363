#pragma once

#include <cstdint>
#include <string_view>

namespace balalyk::signing {

// The extra fields of one header (APPNOTE 4.5), as far as they can matter.
struct ExtraFields {
  std::string_view zip64;  // data of the field, empty when there is none
};

// Only fields that change nothing are taken: times, owners, padding, a Unicode name equal to the entry's own, zip64
// sizes. Throws ContainerError containerExtraField.
ExtraFields readExtraFields(std::string_view extra, std::string_view entryName);

// Sizes and place of an entry. In 32 bits, or where those say so in the zip64 field, in the order it has.
struct EntrySizes {
  std::uint64_t size = 0, packed = 0, offset = 0;
};
// `offset` is null in a local header, which has none.
EntrySizes resolveSizes(std::uint32_t size, std::uint32_t packed, const std::uint32_t* offset, std::string_view zip64);

}  // namespace balalyk::signing
