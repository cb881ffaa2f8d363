#include "signing/xades/PreparedSignature.h"

#include <set>

#include "signing/Handles.h"
#include "signing/SigningError.h"
#include "signing/container/EntryName.h"
#include "signing/container/StoredZipWriter.h"
#include "signing/crypto/AlgorithmTable.h"
#include "signing/xades/SignatureXml.h"
#include "signing/xml/CanonicalText.h"

namespace balalyk::signing {
namespace {

void requireXmlText(std::string_view text, const char* field) {
  if (!isXmlText(text)) throw SignatureInputError("fileTextRefused", {{"field", field}});
}

void checkNames(std::span<const DataFile> files) {
  if (files.empty()) throw SignatureInputError("filesMissing");
  std::set<std::string> keys;
  for (const auto& file : files) {
    const std::string key = isSafeEntryName(file.name) ? entryNameKey(file.name) : std::string{};
    if (key.empty() || key == kMimetypeName || key == "meta-inf" || key.starts_with("meta-inf/")) {
      throw SignatureInputError("fileNameRefused");
    }
    if (!keys.insert(key).second) throw SignatureInputError("fileNameTwice");
    if (file.mediaType.empty()) throw SignatureInputError("fileTextRefused", {{"field", "mediaType"}});
    requireXmlText(file.mediaType, "mediaType");
  }
}

void checkParameters(const SignatureParameters& parameters) {
  requireXmlText(parameters.role, "role");
  requireXmlText(parameters.city, "city");
  requireXmlText(parameters.countryCode, "countryCode");
}

void checkFiles(const PreparedSignature& prepared, const DigestedFiles& digested) {
  const auto files = digested.files();
  const auto digests = digested.digests();
  if (files.size() != prepared.files.size() || files.empty()) throw SignatureInputError("filesMissing");
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto& expected = prepared.files[i];
    if (files[i].name != expected.name || files[i].mediaType != expected.mediaType || digests[i] != expected.digest) {
      throw SignatureInputError("fileChanged", {{"index", std::to_string(i)}});
    }
  }
}

std::string packContainer(const PreparedSignature& prepared, std::span<const DataFile> files,
                          std::string_view signatures) {
  std::size_t expected = signatures.size() + 4096;
  for (const auto& file : files) expected += file.content.size() + 2 * file.name.size() + 256;
  StoredZipWriter writer{expected};
  writer.add(kMimetypeName, kAsicEMediaType);
  for (const auto& file : files) writer.add(file.name, file.content);
  writer.add(kManifestName, buildManifest(prepared.files));
  writer.add(kSignatureName, signatures);
  return writer.finish();
}

}  // namespace

PreparedSignature prepare(const DigestedFiles& digested, const Certificate& certificate,
                          std::span<const Certificate> chain, const SignatureParameters& parameters) {
  const auto files = digested.files();
  checkNames(files);
  checkParameters(parameters);
  PreparedSignature prepared{.algorithm = algorithmFor(certificate)};
  prepared.files.reserve(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    prepared.files.push_back({files[i].name, files[i].mediaType, digested.digests()[i]});
  }
  prepared.certificates.push_back(certificate.der());
  for (const auto& issuer : chain) prepared.certificates.push_back(issuer.der());
  prepared.signedProperties = buildSignedProperties(prepared.files, certificate, parameters);
  prepared.signedInfo = buildSignedInfo(prepared.files, prepared.algorithm, prepared.signedProperties);
  return prepared;
}

Digest digestToSign(const PreparedSignature& prepared) {
  return sha256(prepared.signedInfo);
}

bool signatureValueMatches(const PreparedSignature& prepared, std::string_view signatureValue) {
  const Certificate signer = Certificate::fromDer(prepared.certificates.front());
  const auto* method = findSignatureMethod(uriOf(prepared.algorithm));
  return verifySignature(*method, X509_get0_pubkey(signer.native()), prepared.signedInfo, signatureValue);
}

std::string finish(const PreparedSignature& prepared, const DigestedFiles& files, std::string_view signatureValue) {
  checkFiles(prepared, files);
  if (!signatureValueMatches(prepared, signatureValue)) throw SignatureInputError("signatureValueWrong");
  return packContainer(prepared, files.files(), buildSignatureDocument(prepared, signatureValue));
}

std::string finishUnsigned(const PreparedSignature& prepared, const DigestedFiles& files) {
  const Certificate signer = Certificate::fromDer(prepared.certificates.front());
  const std::string zeros(static_cast<std::size_t>(signer.keyBits()) / 8, '\0');
  return packContainer(prepared, files.files(), buildSignatureDocument(prepared, zeros));
}

}  // namespace balalyk::signing
