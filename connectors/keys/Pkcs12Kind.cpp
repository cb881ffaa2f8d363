#include <unistd.h>

#include <algorithm>

#include "connectors/files/PrivateFile.h"
#include "connectors/keys/CertificateFile.h"
#include "connectors/keys/KeyKinds.h"
#include "signing/SigningError.h"
#include "signing/keys/Pkcs12Key.h"

namespace balalyk {

namespace {

// Encrypted, so its pages need no wiping; but whoever has it may try passwords on it for ever.
std::string readKeyFile(const std::filesystem::path& path) {
  std::error_code none;
  // A pipe would be waited for until somebody writes into it.
  if (!std::filesystem::is_regular_file(path, none)) throw signing::KeyError("keyFileUnreadable");
  const PrivateFile file(path);
  if (file.state() == PrivateFile::State::missing) throw signing::KeyError("keyFileUnreadable");
  if (file.state() == PrivateFile::State::exposed) throw signing::KeyError("keyFileExposed");
  constexpr std::size_t kMost = 4u << 20, kPiece = 64u << 10;
  std::string bytes;
  for (ssize_t got = 1; got > 0 && bytes.size() < kMost;) {
    const auto have = bytes.size();
    bytes.resize(have + kPiece);
    got = ::read(file.descriptor(), bytes.data() + have, kPiece);
    bytes.resize(have + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  }
  return bytes;
}

std::shared_ptr<signing::SigningKey> open(const KeyEntry& entry, const signing::Secret& password, const KeySources&) {
  const auto path = entry.file("file");
  const signing::Pkcs12Key::Choice choice{.certificateSha256 = entry.certificateSha256,
                                          .certificates = readCertificates(entry.file("certificates"))};
  try {
    return signing::Pkcs12Key::open(std::string_view(readKeyFile(path)), password, choice);
  } catch (const signing::KeyError& error) {
    auto params = error.params();
    params.emplace("file", path.string());
    throw signing::KeyError(error.code(), std::move(params));
  }
}

}  // namespace

KeyKind pkcs12Kind() {
  return {"pkcs12", {{"file", KeyField::Need::required}, {"certificates"}}, open};
}

}  // namespace balalyk
