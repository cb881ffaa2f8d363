#include <cstdint>

#include "signing/SigningError.h"
#include "signing/xades/PreparedSignature.h"

// A prepared signature as bytes: a mark with the version, fields as 4-byte little-endian lengths and bytes, then the
// SHA-256 of all that. It is kept in the project's own storage, so it is checked for damage, not for authorship.

namespace balalyk::signing {
namespace {

constexpr std::string_view kMark = "balalyk prepared signature 1\n";

[[noreturn]] void refuse() {
  throw SignatureInputError("preparedSignatureUnreadable");
}

void putNumber(std::string& out, std::size_t number) {
  if (number > UINT32_MAX) throw SignatureInputError("fileTooLarge");
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(number >> shift & 0xff);
}

void putText(std::string& out, std::string_view text) {
  putNumber(out, text.size());
  out += text;
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::string_view take(std::size_t size) {
    if (size > bytes_.size()) refuse();
    const auto part = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return part;
  }

  std::uint32_t number() {
    std::uint32_t value = 0;
    int shift = 0;
    for (const unsigned char byte : take(4)) {
      value |= static_cast<std::uint32_t>(byte) << shift;
      shift += 8;
    }
    return value;
  }

  std::string text() { return std::string{take(number())}; }
  bool atEnd() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
};

template <class Enum>
Enum readEnum(Reader& reader, Enum last) {
  const std::uint32_t value = reader.number();
  if (value > static_cast<std::uint32_t>(last)) refuse();
  return static_cast<Enum>(value);
}

}  // namespace

std::string serialise(const PreparedSignature& prepared) {
  std::string bytes{kMark};
  putNumber(bytes, static_cast<std::size_t>(prepared.packaging));
  putNumber(bytes, static_cast<std::size_t>(prepared.algorithm));
  putNumber(bytes, prepared.files.size());
  for (const auto& file : prepared.files) {
    putText(bytes, file.name);
    putText(bytes, file.mediaType);
    putText(bytes, bytesOf(file.digest));
  }
  putNumber(bytes, prepared.certificates.size());
  for (const auto& der : prepared.certificates) putText(bytes, der);
  putText(bytes, prepared.signedInfo);
  putText(bytes, prepared.signedProperties);
  bytes += bytesOf(sha256(bytes));
  return bytes;
}

PreparedSignature deserialisePrepared(std::string_view bytes) {
  constexpr std::size_t kSumSize = Digest{}.size();
  if (bytes.size() < kMark.size() + kSumSize || !bytes.starts_with(kMark)) refuse();
  const auto body = bytes.substr(0, bytes.size() - kSumSize);
  if (bytesOf(sha256(body)) != bytes.substr(body.size())) refuse();

  Reader reader{body.substr(kMark.size())};
  PreparedSignature prepared;
  prepared.packaging = readEnum(reader, Packaging::enveloping);
  prepared.algorithm = readEnum(reader, SignatureAlgorithm::ecdsaSha256);
  for (std::uint32_t count = reader.number(); count > 0; --count) {
    PreparedSignature::File file{reader.text(), reader.text(), {}};
    const std::string digest = reader.text();
    if (digest.size() != file.digest.size()) refuse();
    digest.copy(reinterpret_cast<char*>(file.digest.data()), digest.size());
    prepared.files.push_back(std::move(file));
  }
  for (std::uint32_t count = reader.number(); count > 0; --count) prepared.certificates.push_back(reader.text());
  prepared.signedInfo = reader.text();
  prepared.signedProperties = reader.text();
  if (!reader.atEnd() || prepared.files.empty() || prepared.certificates.empty()) refuse();
  return prepared;
}

}  // namespace balalyk::signing
