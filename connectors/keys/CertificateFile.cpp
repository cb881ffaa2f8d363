#include "connectors/keys/CertificateFile.h"

#include <fstream>
#include <iterator>

#include "signing/SigningError.h"

namespace balalyk {

std::vector<signing::Certificate> readCertificates(const std::filesystem::path& file) {
  if (file.empty()) return {};
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  constexpr char kDerSequence = 0x30;
  try {
    if (bytes.starts_with(kDerSequence)) return {signing::Certificate::fromDer(bytes)};
    return signing::Certificate::allFromPem(bytes);
  } catch (const signing::CertificateError&) {
    throw signing::CertificateError("certificateFileUnreadable", {{"file", file.string()}});
  }
}

}  // namespace balalyk
