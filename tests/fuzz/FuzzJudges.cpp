// Signature files from outside, judged by our validator and by xmlsec in the helper's own context: what ours passes,
// xmlsec must accept, and what ours finds changed it must not. xmlsec itself is not instrumented.
#include "Material.h"
#include "connectors/pdf/JudgeScope.h"
#include "connectors/pdf/judging/ContainerJudge.h"
#include "pipeline/stages/Judgement.h"
#include "signing/container/AsicReader.h"
#include "signing/container/EntryName.h"
#include "signing/container/StoredZipWriter.h"

using namespace balalyk;

namespace {

// The seeds' container with this signature file.
std::string around(std::string_view signatureFile) {
  static const std::string base = fuzz::containerOfSeeds();
  static const auto contents = signing::readAsic(base);
  signing::StoredZipWriter zip;
  zip.add(signing::kMimetypeName, contents.mediaType);
  for (const auto& entry : contents.entries) {
    zip.add(entry.name, entry.name == signing::kSignatureName ? signatureFile : std::string_view(entry.content));
  }
  return zip.finish();
}

std::vector<SecondVerdict> askedSecond(const std::string& container, const signing::VerificationReport& report) {
  std::vector<SecondVerdict> verdicts;
  for (const auto& signature : report.signatures) {
    auto question = questionAbout(report, signature);
    if (auto* verdict = std::get_if<SecondVerdict>(&question)) {
      verdicts.push_back(std::move(*verdict));
      continue;
    }
    verdicts.push_back(
        verdictOf(judging::judgeContainer(container, {std::get<judging::SignatureQuestion>(question)}).front()));
  }
  return verdicts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto container = around({reinterpret_cast<const char*>(data), size});
  const auto& material = fuzz::Material::get();
  Judgement judgement{material.validator.verify(container, material.now()), {}};
  judgement.second = askedSecond(container, judgement.first);
  fuzz::require(!disagree(judgement), "the two judges agree");
  return 0;
}
