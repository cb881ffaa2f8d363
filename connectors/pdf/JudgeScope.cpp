#include "connectors/pdf/JudgeScope.h"

#include <algorithm>
#include <array>
#include <optional>

#include "signing/crypto/AlgorithmTable.h"
#include "signing/xml/Names.h"

namespace balalyk {

namespace {

using Target = signing::ResolvedReference::Target;

// xmlsec 1.2.37 knows neither RSA-PSS nor SHA-3; SHA-1 and SHA-224, which it knows, no policy of ours allows.
constexpr std::array<std::string_view, 6> kSignatures{"RSA-SHA256",   "RSA-SHA384",   "RSA-SHA512",
                                                      "ECDSA-SHA256", "ECDSA-SHA384", "ECDSA-SHA512"};
constexpr std::array<std::string_view, 3> kDigests{"SHA-256", "SHA-384", "SHA-512"};

bool isOneOf(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

SecondVerdict beyond(const char* reason, std::string algorithm) {
  return notJudged(reason, {{"algorithm", std::move(algorithm)}});
}

std::optional<SecondVerdict> beyondByDigest(const std::string& uri) {
  const auto* digest = signing::findDigestMethod(uri);
  if (digest != nullptr && isOneOf(kDigests, digest->name)) return std::nullopt;
  return beyond("algorithm", digest != nullptr ? std::string(digest->name) : uri);
}

std::optional<SecondVerdict> beyondByTransforms(std::span<const std::string> uris) {
  const auto other = std::ranges::find_if(uris, [](const auto& uri) { return uri != signing::xml::kExclusiveC14n; });
  if (other == uris.end()) return std::nullopt;
  return beyond("transform", *other);
}

std::optional<SecondVerdict> beyondByAlgorithms(const signing::SignatureReport& signature) {
  if (!isOneOf(kSignatures, signature.algorithm)) return beyond("algorithm", signature.algorithm);
  if (auto other = beyondByTransforms({&signature.algorithms.at(0), 1})) return other;
  for (const auto& reference : signature.references) {
    const std::span all(reference.algorithms);
    if (auto other = beyondByDigest(all.back())) return other;
    const auto transforms = all.first(all.size() - 1);
    // Without one, XML-DSig's own form is the inclusive one.
    if (transforms.empty() && reference.target == Target::properties) {
      return beyond("transform", std::string(signing::xml::kInclusiveC14n));
    }
    if (auto other = beyondByTransforms(transforms)) return other;
  }
  return std::nullopt;
}

}  // namespace

SecondVerdict notJudged(std::string reason, std::map<std::string, std::string> params) {
  return {SecondVerdict::Kind::notJudged, std::move(reason), std::move(params)};
}

SecondVerdict verdictOf(judging::Finding finding) {
  if (finding == judging::Finding::accepted) return {SecondVerdict::Kind::accepted, {}, {}};
  return {SecondVerdict::Kind::refused, judging::toString(finding), {}};
}

std::variant<judging::SignatureQuestion, SecondVerdict> questionAbout(const signing::VerificationReport& report,
                                                                      const signing::SignatureReport& signature) {
  const bool isContainer = report.format == "ASiC-E" || report.format == "ASiC-S";
  if (!isContainer || signature.counterSigned) return notJudged("form");
  if (signature.signerCertificate.empty() || signature.id.empty() || signature.references.empty()) {
    return notJudged("notResolved");
  }
  judging::SignatureQuestion question{signature.file, signature.id, signature.signerCertificate, {}};
  for (const auto& reference : signature.references) {
    if (reference.target == Target::enclosed) return notJudged("form");
    if (reference.target == Target::nothing) return notJudged("notResolved");
    question.references.push_back({reference.uri, reference.file});
  }
  if (auto beyond = beyondByAlgorithms(signature)) return *std::move(beyond);
  return question;
}

}  // namespace balalyk
