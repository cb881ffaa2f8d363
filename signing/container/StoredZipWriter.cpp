#include "signing/container/StoredZipWriter.h"

#include <libdeflate.h>

#include "signing/SigningError.h"
#include "signing/container/ZipFormat.h"

namespace balalyk::signing {
namespace {

using zip::put16, zip::put32;

constexpr std::uint32_t kVersion = 20;
// Made «on Unix», as a plain file with mode 0644: for «DOS» Info-ZIP's unzip takes names for code page 437, UTF-8 or
// not.
constexpr std::uint32_t kMadeBy = 3 << 8 | kVersion;
constexpr std::uint32_t kAttributes = 0100644U << 16;
constexpr std::uint32_t kDosDate = 1 << 5 | 1;  // 1980-01-01
// Some readers take 0xffffffff for «see the zip64 field», and none is written.
constexpr std::size_t kMaxOffset = 0xfffffffe;
constexpr std::uint32_t kMaxEntries = 0xfffe;

bool isAscii(std::string_view text) {
  for (const unsigned char c : text) {
    if (c >= 0x80) return false;
  }
  return true;
}

// The fields that the local and the central header share, from «version needed» to the length of the name.
void putShared(std::string& out, std::string_view name, std::uint32_t crc, std::size_t size) {
  put16(out, kVersion);
  put16(out, isAscii(name) ? 0 : zip::kUtf8Flag);
  put16(out, zip::kStored);
  put16(out, 0);
  put16(out, kDosDate);
  put32(out, crc);
  put32(out, static_cast<std::uint32_t>(size));
  put32(out, static_cast<std::uint32_t>(size));
  put16(out, static_cast<std::uint32_t>(name.size()));
  put16(out, 0);
}

}  // namespace

StoredZipWriter::StoredZipWriter(std::size_t expectedBytes) {
  bytes_.reserve(expectedBytes);
}

void StoredZipWriter::add(std::string_view name, std::string_view content) {
  const std::size_t offset = bytes_.size();
  if (content.size() > kMaxOffset || offset > kMaxOffset - content.size() || entries_ == kMaxEntries) {
    throw SignatureInputError("fileTooLarge");
  }
  const std::uint32_t crc = libdeflate_crc32(0, content.data(), content.size());
  put32(bytes_, zip::kLocalSignature);
  putShared(bytes_, name, crc, content.size());
  bytes_ += name;
  bytes_ += content;

  put32(directory_, zip::kCentralSignature);
  put16(directory_, kMadeBy);
  putShared(directory_, name, crc, content.size());
  put16(directory_, 0);  // comment
  put16(directory_, 0);  // disk
  put16(directory_, 0);  // internal attributes
  put32(directory_, kAttributes);
  put32(directory_, static_cast<std::uint32_t>(offset));
  directory_ += name;
  ++entries_;
}

std::string StoredZipWriter::finish() {
  const std::size_t start = bytes_.size();
  if (start > kMaxOffset - directory_.size() - zip::kEndSize) throw SignatureInputError("fileTooLarge");
  bytes_ += directory_;
  put32(bytes_, zip::kEndSignature);
  put16(bytes_, 0);
  put16(bytes_, 0);
  put16(bytes_, entries_);
  put16(bytes_, entries_);
  put32(bytes_, static_cast<std::uint32_t>(directory_.size()));
  put32(bytes_, static_cast<std::uint32_t>(start));
  put16(bytes_, 0);
  return std::move(bytes_);
}

}  // namespace balalyk::signing
