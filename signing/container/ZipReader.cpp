#include "signing/container/ZipReader.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <new>
#include <set>

#include "signing/container/ContainerError.h"
#include "signing/container/EntryName.h"
#include "signing/container/ZipExtra.h"
#include "signing/container/ZipFormat.h"

namespace balalyk::signing {
namespace {

using zip::get16, zip::get32, zip::get64;

constexpr std::uint16_t kDeflateOptionFlags = 0x6;

[[noreturn]] void refuse(const char* code) {
  throw ContainerError(code);
}

struct Directory {
  std::uint64_t start = 0;
  std::uint64_t end = 0;
  std::uint64_t entries = 0;
  std::string_view comment;  // of the archive
  bool wide = false;         // has an end record in 64 bits too
};

// A central directory record and where the local one is.
struct Header {
  std::uint16_t flags = 0, method = 0;
  std::uint32_t time = 0, crc = 0;
  EntrySizes sizes;
  std::string_view name, extra, comment;

  bool isFolder() const { return name.ends_with('/'); }
};

// The end record closes the file: it is the last thing that looks like one, and its comment reaches the file's last
// byte, so that all readers find the same.
std::size_t findEnd(std::string_view bytes) {
  constexpr std::string_view kMark{"PK\5\6", 4};
  const auto at = bytes.rfind(kMark);
  if (bytes.size() < 4 || (at == std::string_view::npos && get32(bytes, 0) != zip::kLocalSignature)) {
    refuse("containerNotZip");
  }
  if (at == std::string_view::npos || bytes.size() - at < zip::kEndSize) refuse("containerTruncated");
  const std::size_t end = at + zip::kEndSize + get16(bytes, at + 20);
  if (end != bytes.size()) refuse(end < bytes.size() ? "containerBytesOutside" : "containerTruncated");
  return at;
}

// The same in 64 bits, which some write for small archives too (4.3.14); both must say the same. Returns where the
// directory ends.
std::size_t readZip64End(std::string_view bytes, std::size_t end, Directory& directory, std::uint64_t& size) {
  const bool has = end >= zip::kZip64LocatorSize + zip::kZip64EndSize &&
                   get32(bytes, end - zip::kZip64LocatorSize) == zip::kZip64LocatorSignature;
  if (!has) return end;
  const std::size_t locator = end - zip::kZip64LocatorSize, at = locator - zip::kZip64EndSize;
  const bool placed = get64(bytes, locator + 8) == at && get32(bytes, locator + 4) == 0 &&
                      get32(bytes, at) == zip::kZip64EndSignature && get64(bytes, at + 4) == zip::kZip64EndSize - 12;
  if (!placed || get32(bytes, at + 16) != 0 || get32(bytes, at + 20) != 0) refuse("containerHeadersDiffer");
  const auto agree = [](std::uint64_t narrow, std::uint64_t mark, std::uint64_t wide) {
    if (narrow != mark && narrow != wide) refuse("containerHeadersDiffer");
    return wide;
  };
  agree(directory.entries, 0xffff, get64(bytes, at + 24));
  directory.entries = agree(directory.entries, 0xffff, get64(bytes, at + 32));
  size = agree(size, zip::kSeeZip64, get64(bytes, at + 40));
  directory.start = agree(directory.start, zip::kSeeZip64, get64(bytes, at + 48));
  directory.wide = true;
  return at;
}

Directory findDirectory(std::string_view bytes) {
  const std::size_t at = findEnd(bytes);
  if (get16(bytes, at + 4) != 0 || get16(bytes, at + 6) != 0 || get16(bytes, at + 8) != get16(bytes, at + 10)) {
    refuse("containerHeadersDiffer");
  }
  Directory directory{get32(bytes, at + 16), 0, get16(bytes, at + 10), bytes.substr(at + zip::kEndSize)};
  std::uint64_t size = get32(bytes, at + 12);
  directory.end = readZip64End(bytes, at, directory, size);
  if (size > directory.end || directory.start > directory.end) refuse("containerTruncated");
  if (directory.start + size != directory.end) {
    refuse(directory.start + size < directory.end ? "containerBytesOutside" : "containerTruncated");
  }
  return directory;
}

Header readCentral(std::string_view bytes, std::size_t& at, std::size_t end) {
  if (at + zip::kCentralSize > end || get32(bytes, at) != zip::kCentralSignature) refuse("containerHeadersDiffer");
  Header header{
      get16(bytes, at + 8), get16(bytes, at + 10), get32(bytes, at + 12), get32(bytes, at + 16), {}, {}, {}, {}};
  const std::size_t name = get16(bytes, at + 28), extra = get16(bytes, at + 30), comment = get16(bytes, at + 32);
  const std::size_t variable = at + zip::kCentralSize;
  if (variable + name + extra + comment > end) refuse("containerTruncated");
  if (get16(bytes, at + 34) != 0) refuse("containerHeadersDiffer");
  header.name = bytes.substr(variable, name);
  header.extra = bytes.substr(variable + name, extra);
  header.comment = bytes.substr(variable + name + extra, comment);
  const std::uint32_t offset = get32(bytes, at + 42);
  header.sizes = resolveSizes(get32(bytes, at + 24), get32(bytes, at + 20), &offset,
                              readExtraFields(header.extra, header.name).zip64);
  at = variable + name + extra + comment;
  return header;
}

void checkHeader(const Header& header, const ContainerLimits& limits) {
  if ((header.flags & 1) != 0) throw ContainerUnsupported("containerEncrypted");
  const bool known = (header.flags & ~(kDeflateOptionFlags | zip::kDescriptorFlag | zip::kUtf8Flag)) == 0;
  if (!known || (header.method != zip::kStored && header.method != zip::kDeflated)) {
    throw ContainerUnsupported("containerMethodRefused");
  }
  const auto& sizes = header.sizes;
  if (header.method == zip::kStored && sizes.packed != sizes.size) refuse("containerHeadersDiffer");
  const std::string_view name = header.name.substr(0, header.name.size() - (header.isFolder() ? 1 : 0));
  if (header.name.size() > limits.nameBytes || !isSafeEntryName(name)) refuse("containerNameRefused");
  if (header.isFolder() && sizes.size != 0) refuse("containerNameRefused");
  constexpr std::uint64_t kMaxRatio = 1032;  // of deflate; who declares more lies, and must not be given the memory
  if (sizes.size / kMaxRatio > sizes.packed + 1) refuse("containerTooLarge");
  if (sizes.size > limits.entryBytes || sizes.packed > limits.entryBytes) {
    throw ContainerUnsupported("containerBeyondLimits");
  }
}

// The data's sizes and checksum once more, after it, in 32 or 64 bits, with or without a signature; how it is written
// is known by its length.
void checkDescriptor(std::string_view descriptor, const Header& header) {
  if (descriptor.size() == 16 || descriptor.size() == 24) {
    if (get32(descriptor, 0) != zip::kDescriptorSignature) refuse("containerBytesOutside");
    descriptor.remove_prefix(4);
  }
  if (descriptor.size() != 12 && descriptor.size() != 20) refuse("containerBytesOutside");
  const bool wide = descriptor.size() == 20;
  const std::uint64_t packed = wide ? get64(descriptor, 4) : get32(descriptor, 4);
  const std::uint64_t size = wide ? get64(descriptor, 12) : get32(descriptor, 8);
  if (get32(descriptor, 0) != header.crc || packed != header.sizes.packed || size != header.sizes.size) {
    refuse("containerHeadersDiffer");
  }
}

// The entry's data, between its local header at `at` and the next entry; both headers must say the same.
std::string_view readLocal(std::string_view bytes, std::size_t at, std::size_t next, const Header& header,
                           bool& plain) {
  if (at + zip::kLocalSize > next || get32(bytes, at) != zip::kLocalSignature) refuse("containerHeadersDiffer");
  const bool described = (header.flags & zip::kDescriptorFlag) != 0;
  const std::size_t name = get16(bytes, at + 26), extra = get16(bytes, at + 28);
  const std::size_t data = at + zip::kLocalSize + name + extra;
  if (data > next || header.sizes.packed > next - data) refuse("containerTruncated");
  const std::string_view localExtra = bytes.substr(at + zip::kLocalSize + name, extra);
  const EntrySizes sizes = resolveSizes(get32(bytes, at + 22), get32(bytes, at + 18), nullptr,
                                        readExtraFields(localExtra, header.name).zip64);
  const auto agrees = [&](std::uint64_t local, std::uint64_t central) {
    return local == central || (described && local == 0);
  };
  const bool same = get16(bytes, at + 6) == header.flags && get16(bytes, at + 8) == header.method &&
                    get32(bytes, at + 10) == header.time && agrees(get32(bytes, at + 14), header.crc) &&
                    agrees(sizes.packed, header.sizes.packed) && agrees(sizes.size, header.sizes.size) &&
                    bytes.substr(at + zip::kLocalSize, name) == header.name;
  if (!same) refuse("containerHeadersDiffer");
  plain = extra == 0 && header.extra.empty() && header.comment.empty() && !described;
  const std::size_t end = data + header.sizes.packed;
  if (described) {
    checkDescriptor(bytes.substr(end, next - end), header);
  } else if (end != next) {
    refuse("containerBytesOutside");
  }
  return bytes.substr(data, header.sizes.packed);
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
  if (directory.entries > limits.entries) throw ContainerUnsupported("containerBeyondLimits");
  std::vector<Header> headers;
  std::set<std::string> keys;
  std::uint64_t total = 0;
  std::size_t at = directory.start;
  for (std::size_t i = 0; i < directory.entries; ++i) {
    const Header header = readCentral(bytes, at, directory.end);
    checkHeader(header, limits);
    std::string key = entryNameKey(header.name);
    if (header.isFolder()) key.pop_back();
    if (!keys.insert(std::move(key)).second) refuse("containerNameTwice");
    total += header.sizes.size;
    if (total > limits.totalBytes) throw ContainerUnsupported("containerBeyondLimits");
    headers.push_back(header);
  }
  if (at != directory.end) refuse("containerBytesOutside");
  std::ranges::sort(headers, {}, [](const Header& header) { return header.sizes.offset; });
  return headers;
}

// What this library writes: entries as they are, nothing around them.
void checkOwn(const ZipEntry& entry, const Header& header) {
  const char* rule = header.isFolder() ? "folder" : !entry.stored ? "stored" : !entry.plain ? "plain" : nullptr;
  if (rule != nullptr) throw ContainerError("containerNotOwn", {{"rule", rule}});
}

}  // namespace

ZipArchive readZip(std::string_view bytes, const ContainerLimits& limits, ContainerProfile profile) {
  const Directory directory = findDirectory(bytes);
  const bool own = profile == ContainerProfile::own;
  if (own && (!directory.comment.empty() || directory.wide)) {
    throw ContainerError("containerNotOwn", {{"rule", directory.wide ? "zip64" : "comment"}});
  }
  ZipArchive archive;
  archive.comment_ = directory.comment;
  const auto headers = readDirectory(bytes, directory, limits);
  std::size_t at = 0;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const Header& header = headers[i];
    const std::uint64_t next = i + 1 < headers.size() ? headers[i + 1].sizes.offset : directory.start;
    if (header.sizes.offset != at) refuse("containerBytesOutside");
    if (next > directory.start) refuse("containerHeadersDiffer");
    ZipEntry entry{std::string{header.name}, {}, header.method == zip::kStored, true, at};
    entry.content = readLocal(bytes, at, next, header, entry.plain);
    if (own) checkOwn(entry, header);
    if (!entry.stored) entry.content = archive.inflated_.emplace_back(inflateRaw(entry.content, header.sizes.size));
    if (libdeflate_crc32(0, entry.content.data(), entry.content.size()) != header.crc) refuse("containerChecksumWrong");
    at = next;
    if (!header.isFolder()) archive.entries_.push_back(std::move(entry));
  }
  if (at != directory.start) refuse("containerBytesOutside");
  return archive;
}

}  // namespace balalyk::signing
