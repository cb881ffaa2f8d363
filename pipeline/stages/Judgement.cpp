#include "pipeline/stages/Judgement.h"

#include <algorithm>

#include "signing/JsonWriter.h"

namespace balalyk {

namespace {

enum class Common { holds, fails, unknown };

// What the first judge found where both look: digests of what is signed, and the signature's value.
Common whereBothLook(const signing::SignatureReport& signature) {
  static constexpr std::string_view kCommon[] = {"fileUnchanged", "propertiesUnchanged", "signatureValueMatches"};
  std::size_t seen = 0;
  for (const auto code : kCommon) {
    const auto isFailed = [&](const signing::Check& check) { return check.code == code && !check.passed; };
    if (std::ranges::any_of(signature.checks, isFailed)) return Common::fails;
    if (std::ranges::find(signature.checks, code, &signing::Check::code) != signature.checks.end()) ++seen;
  }
  return seen == std::size(kCommon) ? Common::holds : Common::unknown;
}

}  // namespace

std::string_view toString(SecondVerdict::Kind kind) {
  switch (kind) {
    case SecondVerdict::Kind::accepted:
      return "accepted";
    case SecondVerdict::Kind::refused:
      return "refused";
    case SecondVerdict::Kind::notJudged:
      break;
  }
  return "notJudged";
}

bool disagree(const signing::SignatureReport& first, const SecondVerdict& second) {
  const auto common = whereBothLook(first);
  if (second.kind == SecondVerdict::Kind::accepted) return common == Common::fails;
  if (second.kind != SecondVerdict::Kind::refused) return false;
  const bool where = second.reason == "digestDiffers" || second.reason == "valueDiffers";
  return first.indication == signing::Indication::totalPassed || (where && common == Common::holds);
}

bool disagree(const Judgement& judgement) {
  for (std::size_t i = 0; i < judgement.second.size(); ++i) {
    if (disagree(judgement.first.signatures.at(i), judgement.second[i])) return true;
  }
  return false;
}

std::string secondToJson(const Judgement& judgement) {
  signing::JsonWriter json;
  json.beginObject();
  json.field("program", "xmlsec1");
  json.field("disagrees", disagree(judgement));
  json.beginArray("signatures");
  for (std::size_t i = 0; i < judgement.second.size(); ++i) {
    const auto& verdict = judgement.second[i];
    const auto& signature = judgement.first.signatures.at(i);
    json.beginObject();
    json.field("file", signature.file);
    json.field("id", signature.id);
    json.field("verdict", toString(verdict.kind));
    if (verdict.reason.empty()) {
      json.nullField("reason");
    } else {
      json.field("reason", verdict.reason);
    }
    json.beginObject("params");
    for (const auto& [name, value] : verdict.params) json.field(name, value);
    json.end();
    json.end();
  }
  json.end();
  json.end();
  return json.take();
}

}  // namespace balalyk
