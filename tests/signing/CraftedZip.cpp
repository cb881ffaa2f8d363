#include "CraftedZip.h"

#include <zlib.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "signing/container/AsicReader.h"
#include "signing/container/EntryName.h"
#include "signing/container/ZipFormat.h"

namespace balalyk::signing::test {
namespace {

using zip::put16, zip::put32;

std::uint32_t crcOf(const std::string& bytes) {
  return static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

struct Fields {
  std::uint16_t flags = 0, method = 0;
  std::uint32_t crc = 0, packed = 0, size = 0;
};

void putShared(std::string& out, const Fields& fields, const std::string& name, const std::string& extra) {
  put16(out, 20);
  put16(out, fields.flags);
  put16(out, fields.method);
  put32(out, 0x00210000);
  put32(out, fields.crc);
  put32(out, fields.packed);
  put32(out, fields.size);
  put16(out, static_cast<std::uint32_t>(name.size()));
  put16(out, static_cast<std::uint32_t>(extra.size()));
}

void put64(std::string& out, std::uint64_t value) {
  put32(out, static_cast<std::uint32_t>(value));
  put32(out, static_cast<std::uint32_t>(value >> 32));
}

void putDescriptor(std::string& out, const CraftedEntry& entry, const Fields& fields) {
  if (!entry.bareDescriptor) put32(out, zip::kDescriptorSignature);
  put32(out, fields.crc);
  const std::uint32_t size = entry.descriptorSize.value_or(fields.size);
  if (entry.wideDescriptor) {
    put64(out, fields.packed);
    put64(out, size);
  } else {
    put32(out, fields.packed);
    put32(out, size);
  }
}

// The end record in 64 bits and its locator.
void putZip64End(std::string& out, std::size_t start, std::size_t size, std::uint64_t entries) {
  const std::size_t at = out.size();
  put32(out, zip::kZip64EndSignature);
  put64(out, zip::kZip64EndSize - 12);
  put16(out, 45);
  put16(out, 45);
  put64(out, 0);
  put64(out, entries);
  put64(out, entries);
  put64(out, size);
  put64(out, start);
  put32(out, zip::kZip64LocatorSignature);
  put32(out, 0);
  put64(out, at);
  put32(out, 1);
}

}  // namespace

std::string deflateRaw(const std::string& bytes) {
  std::string packed(compressBound(bytes.size()) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  BOOST_REQUIRE_EQUAL(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

CraftedEntry& CraftedZip::entry(const std::string& name) {
  const auto found = std::ranges::find(entries, name, &CraftedEntry::name);
  BOOST_REQUIRE(found != entries.end());
  return *found;
}

void CraftedZip::moveToEnd(const std::string& name) {
  const auto found = std::ranges::find(entries, name, &CraftedEntry::name);
  std::rotate(found, found + 1, entries.end());
}

void CraftedZip::remove(const std::string& name) {
  std::erase_if(entries, [&](const CraftedEntry& entry) { return entry.name == name; });
}

CraftedZip CraftedZip::from(const std::string& container) {
  CraftedZip zip;
  zip.entries.push_back({std::string{kMimetypeName}, std::string{kAsicEMediaType}});
  for (const auto& entry : readAsic(container).entries) zip.entries.push_back({entry.name, entry.content});
  return zip;
}

std::string CraftedZip::build() const {
  std::string bytes = before, directory;
  for (const auto& entry : entries) {
    bytes += entry.gapBefore;
    const std::size_t offset = bytes.size() - before.size();
    const std::string packed = entry.deflated ? deflateRaw(entry.content) : entry.content;
    const std::uint16_t flags = entry.flags | (entry.descriptor ? zip::kDescriptorFlag : 0);
    Fields fields{flags, entry.deflated ? zip::kDeflated : zip::kStored, entry.crc.value_or(crcOf(entry.content)),
                  static_cast<std::uint32_t>(packed.size()),
                  entry.declaredSize.value_or(static_cast<std::uint32_t>(entry.content.size()))};
    Fields local = fields;
    if (entry.descriptor) local.crc = local.packed = local.size = 0;
    local.method = entry.localMethod.value_or(local.method);
    local.size = entry.localSize.value_or(local.size);
    local.packed = entry.localPacked.value_or(local.packed);
    put32(bytes, zip::kLocalSignature);
    putShared(bytes, local, entry.localName.value_or(entry.name), entry.localExtra);
    bytes += entry.localName.value_or(entry.name) + entry.localExtra + packed;
    if (entry.descriptor) putDescriptor(bytes, entry, fields);
    fields.size = entry.centralSize.value_or(fields.size);
    fields.packed = entry.centralPacked.value_or(fields.packed);
    put32(directory, zip::kCentralSignature);
    put16(directory, 20);
    putShared(directory, fields, entry.name, entry.centralExtra);
    put16(directory, static_cast<std::uint32_t>(entry.comment.size()));
    directory += std::string(8, '\0');
    put32(directory, static_cast<std::uint32_t>(offset));
    directory += entry.name + entry.centralExtra + entry.comment;
  }
  const std::size_t start = bytes.size() - before.size();
  bytes += directory;
  if (zip64End) putZip64End(bytes, start, directory.size(), zip64Entries.value_or(entries.size()));
  put32(bytes, zip::kEndSignature);
  put32(bytes, 0);
  put16(bytes, static_cast<std::uint32_t>(entries.size()));
  put16(bytes, static_cast<std::uint32_t>(entries.size()));
  put32(bytes, static_cast<std::uint32_t>(directory.size()));
  put32(bytes, static_cast<std::uint32_t>(start));
  put16(bytes, static_cast<std::uint32_t>(comment.size()));
  return bytes + comment + after;
}

}  // namespace balalyk::signing::test
