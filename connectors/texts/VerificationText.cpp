#include "connectors/texts/VerificationText.h"

#include <algorithm>
#include <vector>

#include "connectors/texts/CheckText.h"
#include "connectors/texts/Messages.h"
#include "connectors/texts/TextWidth.h"
#include "pipeline/domain/Zone.h"
#include "pipeline/stages/Judgement.h"
#include "signing/report/VerificationReport.h"

namespace balalyk {
namespace {

using signing::Check;
using signing::Indication;

std::string verdictKey(Indication indication) {
  switch (indication) {
    case Indication::totalPassed:
      return "passed";
    case Indication::totalFailed:
      return "failed";
    case Indication::indeterminate:
      break;
  }
  return "indeterminate";
}

// A signature is valid; what an evidence record proves holds.
enum class Proof { signature, evidence };

std::string verdictLine(Indication indication, signing::SubIndication subIndication, Proof proof,
                        const Messages& messages) {
  const std::string sub(toString(subIndication));
  const char* kind = proof == Proof::evidence ? "verify.evidence." : "verify.";
  return messages.text(kind + verdictKey(indication)) + " — " + std::string(toString(indication)) +
         (sub.empty() ? "" : " / " + sub) + "\n";
}

class Writer {
 public:
  Writer(const Messages& messages, const Zone& zone) : messages_(messages), zone_(zone) {}

  std::string file(const std::string& name, const Judgement& judgement) const {
    const auto& report = judgement.first;
    const auto proof =
        report.signatures.empty() && !report.evidenceRecords.empty() ? Proof::evidence : Proof::signature;
    std::string text = printable(name) + ": " + verdictLine(report.indication, report.subIndication, proof, messages_) +
                       reasons(report);
    if (disagree(judgement)) text += "  ✗ " + messages_.text("secondJudge.disagrees") + "\n";
    text += "  " + messages_.text("verify.judgedAt", {{"format", report.format}, {"time", at(report.validationTime)}}) +
            "\n";
    text += checkLines(report.checks, messages_, "  ");
    for (std::size_t i = 0; i < report.signatures.size(); ++i) {
      text += signature(report.signatures[i], i + 1);
      if (i < judgement.second.size()) text += "  " + second(judgement.second[i]) + "\n";
    }
    for (std::size_t i = 0; i < report.evidenceRecords.size(); ++i)
      text += evidence("verify.evidenceHeading", report.evidenceRecords[i], i + 1);
    for (std::size_t i = 0; i < report.timeStamps.size(); ++i)
      text += evidence("verify.timeStampHeading", report.timeStamps[i], i + 1);
    return text;
  }

 private:
  std::string at(std::chrono::sys_seconds time) const {
    return zone_.toSeconds(std::chrono::time_point_cast<Timestamp::duration>(time));
  }

  // What decided: the failed checks of the container, and of what is as bad as the whole.
  std::string reasons(const signing::VerificationReport& report) const {
    if (report.passed()) return {};
    std::vector<Check> failed;
    const auto take = [&](const std::vector<Check>& checks) {
      std::ranges::copy_if(checks, std::back_inserter(failed),
                           [](const Check& check) { return !check.passed && !check.tolerated; });
    };
    take(report.checks);
    for (const auto& signature : report.signatures)
      if (signature.indication == report.indication) take(signature.checks);
    for (const auto& evidence : report.evidenceRecords)
      if (evidence.indication == report.indication) take(evidence.checks);
    if (report.signatures.empty())
      for (const auto& stamp : report.timeStamps)
        if (stamp.indication == report.indication) take(stamp.checks);
    return reasonLines(failed, messages_);
  }

  std::string line(const char* key, const std::string& value) const {
    return value.empty() ? "" : "  " + messages_.text(key, {{"value", printable(value)}}) + "\n";
  }

  std::string proofs(const std::vector<signing::TimeProof>& proofs) const {
    std::string text;
    for (const auto& proof : proofs)
      text += "  " +
              messages_.text("verify.provedBy", {{"kind", messages_.text("timeProof." + proof.kind)},
                                                 {"authority", printable(proof.authority)},
                                                 {"time", at(proof.time)}}) +
              "\n";
    return text;
  }

  std::string heading(const char* key, std::size_t number, const std::string& entry) const {
    return messages_.text(key, {{"number", std::to_string(number)}}) +
           (entry.empty() ? "" : " (" + printable(entry) + ")") + ": ";
  }

  std::string signature(const signing::SignatureReport& signature, std::size_t number) const {
    std::string text = heading("verify.signature", number, signature.file) +
                       verdictLine(signature.indication, signature.subIndication, Proof::signature, messages_);
    text += line("verify.level", std::string(toString(signature.level)) +
                                     (signature.evidenceRecord ? " + " + messages_.text("verify.evidenceRecord") : ""));
    if (signature.signer) {
      const auto& signer = *signature.signer;
      text += line("verify.signer", signer.commonName.empty() ? signer.subject : signer.commonName);
      text += line("verify.role", signer.role);
    }
    if (signature.claimedSigningTime) text += line("verify.time", at(*signature.claimedSigningTime));
    text += signature.provedTime ? line("verify.proved", at(*signature.provedTime)) + proofs(signature.timeProofs)
                                 : "  " + messages_.text("verify.notProved") + "\n";
    text += line("verify.algorithm", signature.algorithm);
    for (const auto& covered : signature.files)
      text += line("verify.file", covered.name + "  " + covered.digestAlgorithm + " " + covered.digest);
    return text + "  " + messages_.text("verify.checks") + "\n" + checkLines(signature.checks, messages_, "    ");
  }

  std::string second(const SecondVerdict& verdict) const {
    switch (verdict.kind) {
      case SecondVerdict::Kind::accepted:
        return messages_.text("secondJudge.accepted");
      case SecondVerdict::Kind::refused:
        return messages_.text("secondJudge.refused", {{"why", messages_.text("secondJudge.why." + verdict.reason)}});
      case SecondVerdict::Kind::notJudged:
        break;
    }
    auto params = verdict.params;
    for (auto& [name, value] : params) value = printable(value);
    return messages_.text("secondJudge.one", {{"why", messages_.text("oneJudge." + verdict.reason, params)}});
  }

  std::string evidence(const char* key, const signing::EvidenceReport& evidence, std::size_t number) const {
    std::string text = heading(key, number, evidence.file) +
                       verdictLine(evidence.indication, evidence.subIndication, Proof::evidence, messages_);
    text += evidence.provedTime ? line("verify.evidenceProved", at(*evidence.provedTime)) + proofs(evidence.timeProofs)
                                : "  " + messages_.text("verify.notProved") + "\n";
    for (const auto& name : evidence.files) text += line("verify.file", name);
    return text + "  " + messages_.text("verify.checks") + "\n" + checkLines(evidence.checks, messages_, "    ");
  }

  const Messages& messages_;
  const Zone& zone_;
};

}  // namespace

std::string verificationText(const std::string& file, const Judgement& judgement, const Messages& messages,
                             const Zone& zone) {
  return Writer(messages, zone).file(file, judgement);
}

}  // namespace balalyk
