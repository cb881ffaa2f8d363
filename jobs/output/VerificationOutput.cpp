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

std::string failedChecks(const std::vector<Check>& checks, const Messages& messages) {
  std::string text;
  for (const auto& check : checks) {
    if (check.passed) continue;
    const std::string key = "check." + check.code;
    text += "  ✗ " + messages.text(messages.has(key) ? key : "verify.otherCheck", {{"code", check.code}}) +
            details(check) + "\n";
    // A form that breaks a rule names the rule: its text is a problem's.
    if (const auto reason = check.params.find("reason"); reason != check.params.end())
      text += "      " + describe(messages, {reason->second, check.params}).what + "\n";
  }
  return text;
}

}  // namespace

std::string verificationText(const std::string& file, const signing::VerificationReport& report,
                             const Messages& messages) {
  const std::string sub(toString(report.subIndication));
  std::string text = printable(file) + ": " + messages.text(verdict(report.indication)) + "\n  " +
                     std::string(toString(report.indication)) + (sub.empty() ? "" : " / " + sub) + "\n";
  text += failedChecks(report.checks, messages);
  for (const auto& signature : report.signatures) {
    const auto line = [&](const char* key, const std::string& value) {
      if (!value.empty()) text += "  " + messages.text(key, {{"value", printable(value)}}) + "\n";
    };
    if (signature.signer) {
      line("verify.signer",
           signature.signer->commonName.empty() ? signature.signer->subject : signature.signer->commonName);
      line("verify.role", signature.signer->role);
    }
    if (signature.claimedSigningTime)
      line("verify.time",
           localTime(std::chrono::time_point_cast<std::chrono::milliseconds>(*signature.claimedSigningTime)));
    line("verify.level", std::string(toString(signature.level)) +
                             (signature.evidenceRecord ? " + " + messages.text("verify.evidenceRecord") : ""));
    for (const auto& covered : signature.files) line("verify.file", covered.name + "  SHA-256 " + covered.digest);
    text += failedChecks(signature.checks, messages);
  }
  for (const auto& evidence : report.evidenceRecords) text += failedChecks(evidence.checks, messages);
  return text;
}

}  // namespace balalyk
