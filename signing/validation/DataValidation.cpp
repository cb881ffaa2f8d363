#include "signing/validation/DataValidation.h"

#include <set>

#include "signing/container/EntryName.h"
#include "signing/crypto/AlgorithmTable.h"

namespace balalyk::signing {
namespace {

using enum SubIndication;

std::string digestOf(const DigestMethod& method, std::string_view content, FileDigests* known) {
  if (known == nullptr) return digestWith(method, content);
  auto [digest, isNew] = known->try_emplace({content.data(), content.size(), method.name});
  if (isNew) digest->second = digestWith(method, content);
  return digest->second;
}

void checkData(const ReferenceFacts& reference, const std::string& name, std::string_view content,
               const SignatureFacts& facts, FileDigests* known, SignatureReport& report, Verdict& verdict) {
  const auto* method = findDigestMethod(reference.digestMethod);
  if (method == nullptr) return;  // told by checkAlgorithms
  const std::string digest = digestOf(*method, content, known);
  verdict.note("fileUnchanged", digest == reference.digestValue, hashFailure, {{"file", name}});
  const auto type = facts.mediaTypes.find(reference.id);
  const bool stated = type != facts.mediaTypes.end() && !type->second.empty();
  verdict.note("mediaTypeStated", stated, sigConstraintsFailure, {{"file", name}});
  report.files.push_back(
      {name, stated ? type->second : std::string{}, content.size(), std::string{method->name}, toHex(digest)});
}

using Files = std::map<std::string, std::string_view, std::less<>>;

// Every file a reference can mean by name. Nothing else exists here: no network, no file system.
Files filesOf(const AsicPackage* package, std::span<const DataFile> beside) {
  Files files;
  for (const auto& file : beside) files.emplace(file.name, file.content);
  if (package == nullptr) return files;
  for (const ZipEntry* file : package->dataFiles) files.emplace(file->name, file->content);
  return files;
}

void checkNamedFiles(const SignatureFacts& facts, const Files& files, const ValidationContext& context,
                     SignatureReport& report, Verdict& verdict) {
  std::set<std::string> covered;
  for (const auto& reference : facts.dataReferences) {
    const auto file = files.find(entryNameFromUri(reference.uri));
    if (!verdict.note("fileFound", file != files.end(), signedDataNotFound, {{"uri", reference.uri}})) continue;
    const std::string& name = file->first;
    if (!verdict.note("fileReferredOnce", covered.insert(name).second, formatFailure, {{"file", name}})) continue;
    if (!verdict.note("fileNotTransformed", reference.transforms.empty(), formatFailure, {{"file", name}})) continue;
    checkData(reference, name, file->second, facts, context.digests, report, verdict);
  }
  for (const auto& [name, content] : files) {
    if (context.policy.everyFileCovered && !covered.contains(name)) {
      verdict.note("fileCovered", false, sigConstraintsFailure, {{"file", name}});
    }
  }
  verdict.note("everythingCovered", facts.enclosedParts == 0, sigConstraintsFailure);
}

void checkEnclosedFiles(const SignatureFacts& facts, SignatureReport& report, Verdict& verdict) {
  std::size_t covered = 0;
  for (const auto& reference : facts.dataReferences) {
    if (!verdict.note("fileFound", reference.enclosed.has_value(), signedDataNotFound, {{"uri", reference.uri}})) {
      continue;
    }
    ++covered;
    const auto name = facts.descriptions.find(reference.id);
    checkData(reference, name != facts.descriptions.end() ? name->second : reference.uri, *reference.enclosed, facts,
              nullptr, report, verdict);
  }
  verdict.note("everythingCovered", covered == facts.enclosedParts, sigConstraintsFailure);
}

std::string concatenate(const SignatureFacts& facts, const Files& files) {
  std::string all;
  for (std::size_t i = 0; i <= facts.dataReferences.size(); ++i) {
    if (i == facts.propertiesPosition) all += facts.signedProperties;
    if (i == facts.dataReferences.size()) break;
    const auto& reference = facts.dataReferences[i];
    const auto file = files.find(entryNameFromUri(reference.uri));
    if (reference.enclosed) {
      all += *reference.enclosed;
    } else if (file != files.end()) {
      all += file->second;
    }
  }
  return all;
}

}  // namespace

std::string referencedBytes(const SignatureFacts& facts, const AsicPackage& package) {
  return concatenate(facts, filesOf(&package, {}));
}

std::string checkSignedData(const SignatureFacts& facts, const ValidationContext& context, SignatureReport& report,
                            Verdict& verdict) {
  const Files files = filesOf(context.package, context.files);
  verdict.note("filesSigned", !facts.dataReferences.empty(), signedDataNotFound);
  if (context.package != nullptr || !context.files.empty()) {
    checkNamedFiles(facts, files, context, report, verdict);
  } else {
    checkEnclosedFiles(facts, report, verdict);
  }
  return facts.archiveTimeStamps.empty() ? std::string{} : concatenate(facts, files);
}

}  // namespace balalyk::signing
