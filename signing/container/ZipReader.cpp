#include "signing/container/ZipReader.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <new>
#include <set>

#include "signing/container/ContainerError.h"
#include "signing/container/EntryName.h"
#include "signing/container/ZipFormat.h"

namespace balalyk::signing {
namespace {

using zip::get16, zip::get32;

constexpr std::uint16_t kDeflateOptionFlags = 0x6;

[[noreturn]] void refuse(const char* code) {
  throw ContainerError(code);
}

struct Directory {
  std::size_t start = 0;
  std::size_t end = 0;
  std::size_t entries = 0;
};

// A central directory record and where the local one is.
struct Header {
  std::uint16_t flags = 0, method = 0;
  std::uint32_t time = 0, crc = 0, packed = 0, size = 0, offset = 0;
  std::string_view name, extra;
};

// The end record closes the file. Its comment may repeat the media type (EN 319 162-1, A.1) and say nothing else.
Directory findDirectory(std::string_view bytes) {
  for (const std::string_view type : {std::string_view{}, kAsicEMediaType, kAsicSMediaType}) {
    const std::string comment = type.empty() ? std::string{} : "mimetype=" + std::string{type};
    if (bytes.size() < zip::kEndSize + comment.size() || !bytes.ends_with(comment)) continue;
    const std::size_t at = bytes.size() - comment.size() - zip::kEndSize;
    if (get32(bytes, at) != zip::kEndSignature || get16(bytes, at + 20) != comment.size()) continue;
    const std::size_t size = get32(bytes, at + 12), start = get32(bytes, at + 16);
    if (size == 0xffffffff || start == 0xffffffff || get16(bytes, at + 10) == 0xffff) refuse("containerTooLarge");
    if (get16(bytes, at + 4) != 0 || get16(bytes, at + 6) != 0 || get16(bytes, at + 8) != get16(bytes, at + 10)) {
      refuse("containerHeadersDiffer");
    }
    if (start + size != at) refuse(start + size < at ? "containerBytesOutside" : "containerTruncated");
    return {start, at, get16(bytes, at + 10)};
  }
  if (bytes.size() < 4 || get32(bytes, 0) != zip::kLocalSignature) refuse("containerNotZip");
  const std::string_view mark{"PK\5\6", 4};
  refuse(bytes.rfind(mark) == std::string_view::npos ? "containerTruncated" : "containerBytesOutside");
}

Header readCentral(std::string_view bytes, std::size_t& at, std::size_t end) {
  if (at + zip::kCentralSize > end || get32(bytes, at) != zip::kCentralSignature) refuse("containerHeadersDiffer");
  Header header{get16(bytes, at + 8),
                get16(bytes, at + 10),
                get32(bytes, at + 12),
                get32(bytes, at + 16),
                get32(bytes, at + 20),
                get32(bytes, at + 24),
                get32(bytes, at + 42),
                {},
                {}};
  const std::size_t name = get16(bytes, at + 28), extra = get16(bytes, at + 30), comment = get16(bytes, at + 32);
  if (at + zip::kCentralSize + name + extra + comment > end) refuse("containerTruncated");
  if (comment != 0 || get16(bytes, at + 34) != 0) refuse("containerExtraField");
  header.name = bytes.substr(at + zip::kCentralSize, name);
  header.extra = bytes.substr(at + zip::kCentralSize + name, extra);
  at += zip::kCentralSize + name + extra;
  return header;
}

// Times and owners (Info-ZIP) and the mark of Java's tools are harmless; a second name or size (0x7075, 0x0001) is not.
void checkExtra(std::string_view extra) {
  static constexpr std::uint16_t kHarmless[] = {0x5455, 0x7875, 0x5855, 0xcafe, 0x000a};
  while (!extra.empty()) {
    if (extra.size() < 4 || extra.size() - 4 < get16(extra, 2)) refuse("containerExtraField");
    if (std::ranges::find(kHarmless, get16(extra, 0)) == std::end(kHarmless)) refuse("containerExtraField");
    extra.remove_prefix(4U + get16(extra, 2));
  }
}

void checkHeader(const Header& header, const ContainerLimits& limits) {
  if ((header.flags & 1) != 0) refuse("containerEncrypted");
  const bool known = (header.flags & ~(kDeflateOptionFlags | zip::kDescriptorFlag | zip::kUtf8Flag)) == 0;
  if (!known || (header.method != zip::kStored && header.method != zip::kDeflated)) refuse("containerMethodRefused");
  if (header.method == zip::kStored && header.packed != header.size) refuse("containerHeadersDiffer");
  if (header.name.size() > limits.nameBytes || !isSafeEntryName(header.name)) refuse("containerNameRefused");
  if (header.size > limits.entryBytes || header.packed > limits.entryBytes) refuse("containerTooLarge");
  constexpr std::uint64_t kMaxRatio = 1032;  // of deflate; who declares more lies, and must not be given the memory
  if (header.size > (header.packed + 1ULL) * kMaxRatio) refuse("containerTooLarge");
  checkExtra(header.extra);
}

// Where the entry's data lies; `at` moves from the local header to the first byte after the entry.
std::string_view readLocal(std::string_view bytes, std::size_t& at, std::size_t end, const Header& header,
                           bool& plain) {
  if (at + zip::kLocalSize > end || get32(bytes, at) != zip::kLocalSignature) refuse("containerHeadersDiffer");
  const bool described = (header.flags & zip::kDescriptorFlag) != 0;
  const std::size_t name = get16(bytes, at + 26), extra = get16(bytes, at + 28);
  const std::size_t data = at + zip::kLocalSize + name + extra;
  if (data > end || header.packed > end - data) refuse("containerTruncated");
  const bool same = get16(bytes, at + 6) == header.flags && get16(bytes, at + 8) == header.method &&
                    get32(bytes, at + 10) == header.time && get32(bytes, at + 14) == (described ? 0 : header.crc) &&
                    get32(bytes, at + 18) == (described ? 0 : header.packed) &&
                    get32(bytes, at + 22) == (described ? 0 : header.size) &&
                    bytes.substr(at + zip::kLocalSize, name) == header.name;
  if (!same) refuse("containerHeadersDiffer");
  checkExtra(bytes.substr(at + zip::kLocalSize + name, extra));
  plain = extra == 0 && header.extra.empty() && !described;
  at = data + header.packed;
  if (described) {
    if (at + 4 <= end && get32(bytes, at) == zip::kDescriptorSignature) at += 4;
    if (at + 12 > end || get32(bytes, at) != header.crc || get32(bytes, at + 4) != header.packed ||
        get32(bytes, at + 8) != header.size) {
      refuse("containerHeadersDiffer");
    }
    at += 12;
  }
  return bytes.substr(data, header.packed);
}

std::string inflateRaw(std::string_view packed, std::size_t size) {
  thread_local const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> inflater{
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor};
  if (!inflater) throw std::bad_alloc{};
  std::string content(size, '\0');
  std::size_t read = 0, written = 0;
  const auto result = libdeflate_deflate_decompress_ex(inflater.get(), packed.data(), packed.size(), content.data(),
                                                       size, &read, &written);
  if (result != LIBDEFLATE_SUCCESS || read != packed.size() || written != size) refuse("containerChecksumWrong");
  return content;
}

std::vector<Header> readDirectory(std::string_view bytes, const Directory& directory, const ContainerLimits& limits) {
  if (directory.entries > limits.entries) refuse("containerTooLarge");
  std::vector<Header> headers;
  std::set<std::string> keys;
  std::size_t total = 0;
  std::size_t at = directory.start;
  for (std::size_t i = 0; i < directory.entries; ++i) {
    const Header header = readCentral(bytes, at, directory.end);
    checkHeader(header, limits);
    if (!keys.insert(entryNameKey(header.name)).second) refuse("containerNameTwice");
    total += header.size;
    if (total > limits.totalBytes) refuse("containerTooLarge");
    headers.push_back(header);
  }
  if (at != directory.end) refuse("containerBytesOutside");
  std::ranges::sort(headers, {}, &Header::offset);
  return headers;
}

}  // namespace

ZipArchive readZip(std::string_view bytes, const ContainerLimits& limits) {
  const Directory directory = findDirectory(bytes);
  ZipArchive archive;
  std::size_t at = 0;
  for (const Header& header : readDirectory(bytes, directory, limits)) {
    if (header.offset != at) refuse("containerBytesOutside");
    ZipEntry entry{std::string{header.name}, {}, header.method == zip::kStored, true};
    entry.content = readLocal(bytes, at, directory.start, header, entry.plain);
    if (!entry.stored) entry.content = archive.inflated_.emplace_back(inflateRaw(entry.content, header.size));
    if (libdeflate_crc32(0, entry.content.data(), entry.content.size()) != header.crc) refuse("containerChecksumWrong");
    archive.entries_.push_back(std::move(entry));
  }
  if (at != directory.start) refuse("containerBytesOutside");
  return archive;
}

}  // namespace balalyk::signing
