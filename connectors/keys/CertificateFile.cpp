#include "connectors/keys/CertificateFile.h"

#include "signing/ReadFile.h"
#include "signing/SigningError.h"

namespace balalyk {

std::vector<signing::Certificate> readCertificates(const std::filesystem::path& file) {
  if (file.empty()) return {};
  const auto bytes = signing::readWholeFile(file).value_or("");
  constexpr char kDerSequence = 0x30;
  try {
    if (bytes.starts_with(kDerSequence)) return {signing::Certificate::fromDer(bytes)};
    return signing::Certificate::allFromPem(bytes);
  } catch (const signing::CertificateError&) {
    throw signing::CertificateError("certificateFileUnreadable", {{"file", file.string()}});
  }
}

}  // namespace balalyk
