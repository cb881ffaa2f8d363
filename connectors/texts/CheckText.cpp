#include "connectors/texts/CheckText.h"

#include <algorithm>

#include "connectors/texts/Messages.h"
#include "connectors/texts/ProblemText.h"
#include "connectors/texts/TextWidth.h"
#include "signing/report/VerificationReport.h"

namespace balalyk {
namespace {

using signing::Check;

// What the check was about, after its words: ": protocol.pdf". Where a rule was broken the parameters are that rule's.
std::string subjectOf(const Check& check, const Messages& messages) {
  if (check.params.contains("reason")) return {};
  std::string text;
  for (const auto& [name, value] : check.params) {
    const std::string key = "verify.param." + name;
    text += (text.empty() ? ": " : ", ") +
            (messages.has(key) ? messages.text(key, {{"value", printable(value)}}) : printable(value));
  }
  return text;
}

std::string wordsOf(const Check& check, const Messages& messages) {
  const std::string key = (check.passed ? "checked." : "check.") + check.code;
  const std::string words = messages.has(key) ? messages.text(key)
                                              : messages.text(check.passed ? "verify.passedCheck" : "verify.otherCheck",
                                                              {{"code", printable(check.code)}});
  return words + subjectOf(check, messages);
}

// A check that breaks a rule names the rule: its text is a problem's.
ProblemText ruleOf(const Check& check, const Messages& messages) {
  const auto reason = check.params.find("reason");
  if (reason == check.params.end()) return {};
  auto text = describe(messages, {reason->second, check.params});
  text.what = printable(text.what);
  return text;
}

}  // namespace

std::string checkLines(const std::vector<Check>& checks, const Messages& messages, const std::string& indent) {
  std::string text;
  for (const auto& check : checks) {
    text += indent + (check.passed ? "✓ " : check.tolerated ? "! " : "✗ ") + wordsOf(check, messages) + "\n";
    if (const auto rule = ruleOf(check, messages); !check.passed && !rule.what.empty())
      text += indent + "    " + rule.what + "\n";
  }
  return text;
}

std::string reasonLines(const std::vector<Check>& failed, const Messages& messages) {
  std::vector<std::string> lines;
  std::string remedy;
  for (const auto& check : failed) {
    const auto rule = ruleOf(check, messages);
    std::string line = wordsOf(check, messages) + (rule.what.empty() ? "" : ". " + rule.what);
    if (std::ranges::find(lines, line) != lines.end()) continue;
    lines.push_back(std::move(line));
    if (remedy.empty()) remedy = rule.remedy;
  }
  std::string text;
  for (const auto& line : lines) text += "  " + messages.text("problem.why", {{"text", line}}) + "\n";
  return remedy.empty() ? text : text + "  " + messages.text("problem.remedy", {{"text", remedy}}) + "\n";
}

}  // namespace balalyk
