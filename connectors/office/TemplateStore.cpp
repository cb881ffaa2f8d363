#include "connectors/office/TemplateStore.h"

#include <algorithm>
#include <cctype>

#include "connectors/office/Files.h"
#include "connectors/templates/TemplateLinter.h"
#include "pipeline/Error.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

// Kind and language come from a record: they name a file here and nothing else.
bool isName(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; });
}

bool isOneOf(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<Problem> firstError(const std::vector<LintFinding>& findings) {
  for (const auto& finding : findings)
    if (finding.severity == LintFinding::Severity::error) return finding.problem;
  return std::nullopt;
}

StageError refusal(const std::string& kind, const std::string& language, const Problem& why) {
  Problem problem{"templateRefused", {{"kind", kind}, {"language", language}, {"reason", why.code}}};
  problem.params.insert(why.params.begin(), why.params.end());  // for the sentence about the reason
  if (const auto cause = why.params.find("reason"); cause != why.params.end())
    problem.params.emplace("cause", cause->second);
  return {Disposition::quarantined, std::move(problem)};
}

}  // namespace

TemplateStore::Entry TemplateStore::judged(const std::string& kind, const std::string& language,
                                           std::string bytes) const {
  Entry entry;
  entry.danger = firstError(refusals(bytes));
  std::optional<Problem> fault;
  if (!entry.danger) fault = firstError(lint(bytes, kind, language, contract_));
  auto digest = signing::toHex(signing::sha256(bytes));
  entry.sheet = std::make_shared<const Template>(Template{std::move(digest), std::move(bytes), std::move(fault)});
  return entry;
}

std::shared_ptr<const TemplateStore::Template> TemplateStore::get(const std::string& kind, const std::string& language,
                                                                  bool trial) {
  const StageError missing(Disposition::quarantined, {"templateMissing", {{"kind", kind}, {"language", language}}});
  if (!isName(kind) || !isName(language) || !isOneOf(contract_.kinds(), kind) ||
      !isOneOf(contract_.languages(), language))
    throw missing;
  const std::string name = kind + "." + language + ".odt";
  const auto file = folder_ / name;
  const StageError unreadable(Disposition::retry, {"fileUnreadable", {{"file", file.string()}}});
  std::error_code error;
  const auto changed = std::filesystem::last_write_time(file, error);
  const auto size = error ? 0 : std::filesystem::file_size(file, error);
  if (error) throw error == std::errc::no_such_file_or_directory ? missing : unreadable;
  const std::lock_guard lock(mutex_);
  auto& entry = entries_[name];
  if (!entry.sheet || entry.changed != changed || entry.size != size) {
    std::string bytes;
    try {
      bytes = readFile(file);
    } catch (const Error&) {
      throw unreadable;
    }
    entry = judged(kind, language, std::move(bytes));
    entry.changed = changed;
    entry.size = size;
  }
  if (entry.danger) throw refusal(kind, language, *entry.danger);
  if (entry.sheet->fault && !trial) throw refusal(kind, language, *entry.sheet->fault);
  return entry.sheet;
}

}  // namespace balalyk
