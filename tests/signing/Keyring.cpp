#include "Keyring.h"

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace balalyk::signing::test {
namespace {

std::string people() {
  std::string lines;
  const std::string person = "|" + std::string{kName} + "|" + std::string{kPin} + "|";
  for (const char* algorithm : {"rsa2048", "rsa3072", "rsa4096", "p256", "p384"}) {
    lines += algorithm + person + algorithm + "\n";
  }
  for (const char* member : {"other", "revoked", "late", "unlisted"}) lines += member + person + "p256\n";
  lines += "expired" + person + "p256|20200101000000Z|20210101000000Z\n";
  lines += "future" + person + "p256|20600101000000Z|20610101000000Z\n";
  return lines;
}

void run(const std::string& command, const std::string& input) {
  FILE* pipe = popen(command.c_str(), "w");
  BOOST_REQUIRE(pipe != nullptr);
  std::fwrite(input.data(), 1, input.size(), pipe);
  BOOST_REQUIRE_EQUAL(pclose(pipe), 0);
}

}  // namespace

const Keyring& Keyring::get() {
  static const Keyring keyring;
  return keyring;
}

Keyring::Keyring() {
  std::string pattern = std::filesystem::temp_directory_path() / "balalyk-keyring-XXXXXX";
  BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
  folder_ = pattern;
  std::ofstream{file("password")} << kPassword << '\n';
  run("'" KEYRING_MAKER "' '" + folder_.string() + "' 3 3< '" + file("password").string() + "'", people());
  anchors_ = std::make_unique<TrustAnchors>(TrustAnchors::fromPem(read("anchors.pem")));
}

Keyring::~Keyring() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Keyring::read(const std::string& name) const {
  std::ifstream stream{file(name), std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

std::unique_ptr<Pkcs12Key> Keyring::key(const std::string& member) const {
  return Pkcs12Key::open(file(member + ".p12"), Secret{kPassword});
}

KeyPtr Keyring::privateKey(const std::string& member) const {
  const std::string bytes = read(member + ".p12"), password{kPassword};
  const auto* next = reinterpret_cast<const unsigned char*>(bytes.data());
  const Pkcs12Ptr file{d2i_PKCS12(nullptr, &next, static_cast<long>(bytes.size()))};
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  BOOST_REQUIRE_EQUAL(PKCS12_parse(file.get(), password.c_str(), &key, &certificate, nullptr), 1);
  X509_free(certificate);
  return KeyPtr{key};
}

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::vector<DataFile> sampleFiles() {
  return {{"protocol.pdf", "application/pdf", "%PDF-1.7\n" + std::string(3000, '\x07') + "\n%%EOF\n"},
          {"жазуу 1.xml", "application/xml", "<?xml version=\"1.0\"?>\n<record>ң ө ү</record>\n"}};
}

SignatureParameters sampleParameters() {
  return {.signingTime = now(), .role = "Төрага <№1> & \"ко\"", .city = "Бишкек", .countryCode = "KG"};
}

std::string signedContainer(const std::vector<DataFile>& files, SigningKey& key,
                            const SignatureParameters& parameters) {
  const DigestedFiles digested(files);
  const auto prepared = prepare(digested, key.certificate(), key.chain(), parameters);
  const Digest digest = digestToSign(prepared);
  return finish(prepared, digested, key.sign({&digest, 1}).front());
}

std::string signedContainer(const std::string& member) {
  return signedContainer(sampleFiles(), *Keyring::get().key(member), sampleParameters());
}

}  // namespace balalyk::signing::test
