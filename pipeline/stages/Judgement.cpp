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
  signing::JsonWriter json(signing::JsonWriter::Layout::compact);
  json.beginObject();
  json.member("program", "xmlsec1");
  json.member("disagrees", disagree(judgement));
  json.key("signatures").beginArray();
  for (std::size_t i = 0; i < judgement.second.size(); ++i) {
    const auto& verdict = judgement.second[i];
    const auto& signature = judgement.first.signatures.at(i);
    json.beginObject();
    json.member("file", signature.file);
    json.member("id", signature.id);
    json.member("verdict", toString(verdict.kind));
    if (verdict.reason.empty()) {
      json.member("reason", nullptr);
    } else {
      json.member("reason", verdict.reason);
    }
    json.key("params").beginObject();
    for (const auto& [name, value] : verdict.params) json.member(name, value);
    json.endObject();
    json.endObject();
  }
  json.endArray();
  json.endObject();
  return json.text();
}

}  // namespace balalyk
