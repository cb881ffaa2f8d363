#include "jobs/output/VerificationOutput.h"

#include "jobs/output/DocumentOutput.h"
#include "jobs/output/TextWidth.h"
#include "jobs/text/Messages.h"
#include "jobs/text/ProblemText.h"
#include "signing/validation/VerificationReport.h"

namespace balalyk {
namespace {

using signing::Check;
using signing::Indication;

std::string verdict(Indication indication) {
  switch (indication) {
    case Indication::totalPassed:
      return "verify.passed";
    case Indication::totalFailed:
      return "verify.failed";
    case Indication::indeterminate:
      break;
  }
  return "verify.indeterminate";
}

std::string details(const Check& check) {
  std::string text;
  for (const auto& [name, value] : check.params)
    if (name != "reason") text += (text.empty() ? " (" : ", ") + name + "=" + printable(value);
  return text.empty() ? text : text + ")";
}

std::string checkLines(const std::vector<Check>& checks, const Messages& messages, const char* indent) {
  std::string text;
  for (const auto& check : checks) {
    const std::string key = (check.passed ? "checked." : "check.") + check.code;
    text += indent + std::string(check.passed ? "✓ " : check.tolerated ? "! " : "✗ ") +
            (messages.has(key) ? messages.text(key)
                               : messages.text(check.passed ? "verify.passedCheck" : "verify.otherCheck",
                                               {{"code", printable(check.code)}})) +
            details(check) + "\n";
    // A form that breaks a rule names the rule: its text is a problem's.
    const auto reason = check.params.find("reason");
    if (!check.passed && reason != check.params.end())
      text += std::string(indent) + "    " + printable(describe(messages, {reason->second, check.params}).what) + "\n";
  }
  return text;
}

std::string verdictLine(Indication indication, signing::SubIndication subIndication, const Messages& messages) {
  const std::string sub(toString(subIndication));
  return messages.text(verdict(indication)) + " — " + std::string(toString(indication)) +
         (sub.empty() ? "" : " / " + sub) + "\n";
}

std::string provedTime(const signing::SignatureReport& signature, const Messages& messages) {
  if (!signature.provedTime) return "  " + messages.text("verify.notProved") + "\n";
  std::string text = "  " + messages.text("verify.proved", {{"value", messages.time(*signature.provedTime)}}) + "\n";
  for (const auto& proof : signature.timeProofs)
    text += "  " +
            messages.text("verify.provedBy", {{"kind", messages.text("timeProof." + proof.kind)},
                                              {"authority", printable(proof.authority)},
                                              {"time", messages.time(proof.time)}}) +
            "\n";
  return text;
}

std::string signatureText(const signing::SignatureReport& signature, std::size_t number, const Messages& messages) {
  std::string text = messages.text("verify.signature", {{"number", std::to_string(number)}}) +
                     (signature.file.empty() ? "" : " (" + printable(signature.file) + ")") + ": " +
                     verdictLine(signature.indication, signature.subIndication, messages);
  const auto line = [&](const char* key, const std::string& value) {
    if (!value.empty()) text += "  " + messages.text(key, {{"value", printable(value)}}) + "\n";
  };
  line("verify.level", std::string(toString(signature.level)) +
                           (signature.evidenceRecord ? " + " + messages.text("verify.evidenceRecord") : ""));
  if (signature.signer) {
    line("verify.signer",
         signature.signer->commonName.empty() ? signature.signer->subject : signature.signer->commonName);
    line("verify.role", signature.signer->role);
  }
  if (signature.claimedSigningTime) line("verify.time", messages.time(*signature.claimedSigningTime));
  text += provedTime(signature, messages);
  line("verify.algorithm", signature.algorithm);
  for (const auto& covered : signature.files)
    line("verify.file", covered.name + "  " + covered.digestAlgorithm + " " + covered.digest);
  return text + "  " + messages.text("verify.checks") + "\n" + checkLines(signature.checks, messages, "    ");
}

}  // namespace

std::string verificationText(const std::string& file, const signing::VerificationReport& report,
                             const Messages& messages) {
  std::string text = printable(file) + ": " + verdictLine(report.indication, report.subIndication, messages) + "  " +
                     report.format + "\n" + checkLines(report.checks, messages, "  ");
  for (std::size_t i = 0; i < report.signatures.size(); ++i)
    text += signatureText(report.signatures[i], i + 1, messages);
  for (const auto& evidence : report.evidenceRecords) text += checkLines(evidence.checks, messages, "  ");
  return text;
}

}  // namespace balalyk
