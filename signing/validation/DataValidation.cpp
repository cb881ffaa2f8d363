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

using Files = std::map<std::string, std::string_view, std::less<>>;

// Every file a reference can mean by name. Nothing else exists here: no network, no file system. What a container holds
// is never replaced by what is given beside it.
Files filesOf(const AsicPackage* package, std::span<const DataFile> beside) {
  Files files;
  if (package != nullptr) {
    for (const ZipEntry* file : package->dataFiles) files.emplace(file->name, file->content);
  }
  for (const auto& file : beside) files.emplace(file.name, file.content);
  return files;
}

// By its name, or the one file there is when none is named (XML-DSig, 4.4.3.1). Some writers do not escape names.
Files::const_iterator fileOf(const ReferenceFacts& reference, const Files& files) {
  if (!reference.uri) return files.size() == 1 ? files.begin() : files.end();
  const auto file = files.find(entryNameFromUri(*reference.uri));
  return file != files.end() ? file : files.find(*reference.uri);
}

class DataCheck {
 public:
  DataCheck(const SignatureFacts& facts, const Files& files, const ValidationContext& context, SignatureReport& report,
            Verdict& verdict)
      : facts_(facts), files_(files), context_(context), report_(report), verdict_(verdict) {}

  void check(const std::vector<ReferenceFacts>& references) {
    for (const auto& reference : references) {
      if (isUnsupported(reference)) continue;
      if (reference.isEnclosed()) {
        checkEnclosed(reference);
      } else {
        checkFile(reference);
      }
    }
  }

  // What each reference of SignedInfo means, in its order.
  void resolve() {
    for (std::size_t i = 0; i <= facts_.dataReferences.size(); ++i) {
      if (facts_.propertiesReference && i == facts_.propertiesPosition) {
        report_.references.push_back(resolved(*facts_.propertiesReference, ResolvedReference::Target::properties));
      }
      if (i < facts_.dataReferences.size()) report_.references.push_back(resolved(facts_.dataReferences[i]));
    }
  }

  void checkCoverage() {
    for (const auto& [name, content] : files_) {
      if (context_.policy.everyFileCovered && !facts_.counterSigned && !coveredFiles_.contains(name)) {
        verdict_.note("fileCovered", false, sigConstraintsFailure, {{"file", name}});
      }
    }
    verdict_.note("everythingCovered", facts_.enclosedCovered, sigConstraintsFailure);
  }

  // A file of the same name given beside a container is another when its bytes are others.
  void checkBeside() {
    for (const auto& file : context_.files) {
      const bool same = files_.find(file.name)->second == file.content;
      if (!same) verdict_.note("fileGivenAgrees", false, hashFailure, {{"file", file.name}});
    }
  }

 private:
  static ResolvedReference resolved(const ReferenceFacts& reference, ResolvedReference::Target target) {
    ResolvedReference result{.uri = reference.uri.value_or(""), .target = target, .algorithms = reference.algorithms};
    result.algorithms.push_back(reference.digestMethod);
    return result;
  }

  ResolvedReference resolved(const ReferenceFacts& reference) const {
    if (reference.isEnclosed()) return resolved(reference, ResolvedReference::Target::enclosed);
    const auto file = fileOf(reference, files_);
    if (file == files_.end()) return resolved(reference, ResolvedReference::Target::nothing);
    auto result = resolved(reference, ResolvedReference::Target::file);
    result.file = file->first;
    return result;
  }

  // What is not understood is not wrong for that.
  bool isUnsupported(const ReferenceFacts& reference) {
    const std::string& transform = reference.unsupportedTransform;
    if (transform.empty()) return false;
    verdict_.note("transformSupported", false, generic,
                  {{"algorithm", transform}, {"uri", reference.uri.value_or("")}});
    return true;
  }

  void checkEnclosed(const ReferenceFacts& reference) {
    const bool found = reference.target != ReferenceTarget::none;
    if (!verdict_.note("fileFound", found, signedDataNotFound, {{"uri", *reference.uri}})) return;
    if (!reference.enclosed) return;  // noted with what is not supported
    const bool isData = reference.target == ReferenceTarget::object || reference.target == ReferenceTarget::document;
    const auto described = facts_.descriptions.find(reference.id);
    const bool first = isData && coveredParts_.insert(reference.part).second;
    checkDigest(reference, described != facts_.descriptions.end() ? described->second : *reference.uri,
                *reference.enclosed, nullptr, first && !reference.isManifest);
  }

  void checkFile(const ReferenceFacts& reference) {
    const std::string uri = reference.uri.value_or("");
    const auto file = fileOf(reference, files_);
    if (!verdict_.note("fileFound", file != files_.end(), signedDataNotFound, {{"uri", uri}})) return;
    const std::string& name = file->first;
    // Then the bytes signed would be others than those of the file.
    if (!verdict_.note("fileNotTransformed", reference.transforms.empty(), generic, {{"file", name}})) return;
    checkDigest(reference, name, file->second, context_.digests, coveredFiles_.insert(name).second);
  }

  // Two references to one thing count once, and both must be right.
  void checkDigest(const ReferenceFacts& reference, const std::string& name, std::string_view content,
                   FileDigests* known, bool report) {
    const auto* method = findDigestMethod(reference.digestMethod);
    if (method == nullptr) return;  // reported by checkAlgorithms
    const std::string digest = digestOf(*method, content, known);
    verdict_.note("fileUnchanged", digest == reference.digestValue, hashFailure, {{"file", name}});
    if (!report) return;
    const auto type = facts_.mediaTypes.find(reference.id);
    const bool stated = type != facts_.mediaTypes.end() && !type->second.empty();
    if (stated) {
      verdict_.note("mediaTypeStated", true, none, {{"file", name}});
    } else {
      verdict_.tolerate("mediaTypeStated", {{"file", name}});
    }
    report_.files.push_back(
        {name, stated ? type->second : std::string{}, content.size(), std::string{method->name}, toHex(digest)});
  }

  const SignatureFacts& facts_;
  const Files& files_;
  const ValidationContext& context_;
  SignatureReport& report_;
  Verdict& verdict_;
  std::set<std::string> coveredFiles_;
  std::set<const xmlNode*> coveredParts_;
};

std::string concatenate(const SignatureFacts& facts, const Files& files, bool withProperties) {
  std::string all;
  for (std::size_t i = 0; i <= facts.dataReferences.size(); ++i) {
    if (withProperties && i == facts.propertiesPosition) all += facts.signedProperties;
    if (i == facts.dataReferences.size()) break;
    const auto& reference = facts.dataReferences[i];
    if (reference.enclosed) {
      all += *reference.enclosed;
    } else if (const auto file = fileOf(reference, files); file != files.end()) {
      all += file->second;
    }
  }
  return all;
}

}  // namespace

std::string referencedBytes(const SignatureFacts& facts, const AsicPackage& package) {
  return concatenate(facts, filesOf(&package, {}), true);
}

ReferencedBytes checkSignedData(const SignatureFacts& facts, const ValidationContext& context, SignatureReport& report,
                                Verdict& verdict) {
  const Files files = filesOf(context.package, context.files);
  verdict.note("filesSigned", !facts.dataReferences.empty(), signedDataNotFound);
  DataCheck data{facts, files, context, report, verdict};
  data.resolve();
  data.check(facts.dataReferences);
  data.check(facts.manifestReferences);
  data.checkCoverage();
  data.checkBeside();
  ReferencedBytes bytes;
  if (!facts.archiveTimeStamps.empty()) bytes.all = concatenate(facts, files, true);
  if (!facts.contentTimeStamps.empty()) bytes.data = concatenate(facts, files, false);
  return bytes;
}

}  // namespace balalyk::signing
