#pragma once

#include <filesystem>
#include <vector>

#include "signing/crypto/Certificate.h"

namespace balalyk {

// The certificates of a file as certification centres give them: PEM, any number; or DER, one. None of an empty path.
// Throws signing::CertificateError certificateFileUnreadable{file}.
std::vector<signing::Certificate> readCertificates(const std::filesystem::path& file);

}  // namespace balalyk
