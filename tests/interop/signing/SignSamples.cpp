// Signs the same two files with every key of a key ring: FOLDER/<member>.asice and FOLDER/<member>.xml (enveloping).
// Usage: interop_sign_samples KEYRING FOLDER MEMBER… 3< password

#include <fstream>
#include <iostream>

#include "Enveloping.h"
#include "signing/keys/Pkcs12Key.h"
#include "signing/xades/PreparedSignature.h"

using namespace balalyk::signing;

namespace {

std::string signedBy(SigningKey& key, std::vector<DataFile> dataFiles, const SignatureParameters& parameters) {
  const DigestedFiles files(std::move(dataFiles));
  const auto prepared = prepare(files, key.certificate(), key.chain(), parameters);
  const Digest digest = digestToSign(prepared);
  return finish(prepared, files, key.sign({&digest, 1}).front());
}

void write(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream stream{file, std::ios::binary};
  if (!(stream << bytes).flush()) throw std::runtime_error("cannot write " + file.string());
}

std::string everyByte() {
  std::string bytes = "%PDF-1.7\n";
  for (int i = 0; i < 100000; ++i) bytes += static_cast<char>(i);
  return bytes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  try {
    const Secret password = Secret::fromFileDescriptor(3);
    const std::filesystem::path keyring = argv[1], folder = argv[2];
    const std::vector<DataFile> files{{"protocol.pdf", "application/pdf", everyByte()},
                                      {"жазуу №1.xml", "application/xml", "<?xml version=\"1.0\"?>\r\n<a>ң</a>"}};
    const SignatureParameters parameters{
        .signingTime = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()),
        .role = "Төрага & «башка» <\"'>\ttab",
        .city = "Бишкек",
        .countryCode = "KG"};
    const auto first = Pkcs12Key::open(keyring / (std::string{argv[3]} + ".p12"), password);
    write(folder / "single.container", signedBy(*first, {files[0]}, parameters));
    for (int i = 3; i < argc; ++i) {
      const std::string member = argv[i];
      const auto key = Pkcs12Key::open(keyring / (member + ".p12"), password);
      write(folder / (member + ".asice"), signedBy(*key, files, parameters));
      write(folder / (member + ".xml"), test::envelopingSignature(files[1], *key, parameters));
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
  return 0;
}
