#include "Material.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace balalyk::fuzz {
namespace {

using namespace signing;

Material read() {
  const std::filesystem::path folder = FUZZ_MATERIAL;
  auto anchors = TrustAnchors::fromPem(readFile(folder / "anchors.pem"));
  return {anchors, Validator{anchors}, Certificate::allFromPem(readFile(folder / "signers.pem")),
          Certificate::allFromPem(readFile(folder / "others.pem")),
          std::chrono::sys_seconds{std::chrono::seconds{std::stoll(readFile(folder / "time"))}}};
}

bool isSigned(const CoveredFile& covered) {
  const auto files = signedFiles();
  return std::ranges::any_of(files, [&](const DataFile& file) {
    return file.name == covered.name && file.mediaType == covered.mediaType &&
           toHex(sha256(file.content)) == covered.digest;
  });
}

}  // namespace

const Material& Material::get() {
  static const Material material = read();
  return material;
}

std::string readFile(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  require(stream.good(), "the seeds' material is there: run tests/fuzz/build");
  return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string containerOfSeeds() {
  return readFile(std::filesystem::path{FUZZ_MATERIAL} / "container");
}

std::vector<DataFile> signedFiles() {
  return {{"protocol.pdf", "application/pdf", "%PDF-1.7\n" + std::string(300, '\x07') + "\n%%EOF\n"},
          {"жазуу 1.xml", "application/xml", "<?xml version=\"1.0\"?>\n<record>ң ө ү</record>\n"}};
}

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "Does not hold: %s\n", what);
  std::abort();
}

void requireHonest(const VerificationReport& report) {
  const Material& material = Material::get();
  require(!toJson(report).empty(), "a report can be written");
  if (!report.passed()) return;
  require(!report.signatures.empty(), "what passed is signed");
  for (const auto& signature : report.signatures) {
    require(signature.indication == Indication::totalPassed, "each signature of what passed has passed");
    require(signature.signer.has_value() && signature.signer->role == kRole, "the role is the one signed");
    require(signature.claimedSigningTime == material.signedAt, "the time is the one signed");
    require(std::ranges::any_of(material.signers,
                                [&](const Certificate& signer) {
                                  return toHex(signer.fingerprint()) == signature.signer->certificateSha256;
                                }),
            "the signer is one who has a key");
    if (signature.counterSigned) continue;  // it covers a signature
    require(signature.files.size() == signedFiles().size() && std::ranges::all_of(signature.files, isSigned),
            "the files covered are the ones signed");
  }
}

}  // namespace balalyk::fuzz
