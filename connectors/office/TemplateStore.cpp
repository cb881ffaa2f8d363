#include "connectors/office/TemplateStore.h"

#include <algorithm>

#include "connectors/office/Files.h"
#include "connectors/office/TemplateFiles.h"
#include "connectors/templates/TemplateLinter.h"
#include "pipeline/Error.h"
#include "signing/crypto/Digest.h"

namespace balalyk {

namespace {

bool isOneOf(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<Problem> firstError(const std::vector<LintFinding>& findings) {
  for (const auto& finding : findings)
    if (finding.severity == LintFinding::Severity::error) return finding.problem;
  return std::nullopt;
}

StageError refusal(const std::string& kind, const std::string& language, const std::string& file, const Problem& why) {
  Problem problem{"templateRefused", {{"kind", kind}, {"language", language}, {"file", file}, {"reason", why.code}}};
  problem.params.insert(why.params.begin(), why.params.end());  // for the sentence about the reason
  if (const auto cause = why.params.find("reason"); cause != why.params.end())
    problem.params.emplace("cause", cause->second);
  return {Disposition::quarantined, std::move(problem)};
}

}  // namespace

TemplateStore::Entry TemplateStore::judged(const std::string& kind, const std::string& language, std::string file,
                                           std::string bytes) const {
  Entry entry;
  entry.danger = firstError(refusals(bytes));
  std::optional<Problem> fault;
  if (!entry.danger) fault = firstError(lint(bytes, kind, language, contract_));
  auto digest = signing::toHex(signing::sha256(bytes));
  entry.sheet = std::make_shared<const Template>(
      Template{std::move(file), std::move(digest), std::move(bytes), std::move(fault)});
  return entry;
}

const TemplateStore::Entry* TemplateStore::current(const std::string& kind, const std::string& language,
                                                   const std::filesystem::path& file) {
  const auto whole = folder_ / file;
  const StageError unreadable(Disposition::retry, {"fileUnreadable", {{"file", whole.string()}}});
  std::error_code error;
  const auto changed = std::filesystem::last_write_time(whole, error);
  const auto size = error ? 0 : std::filesystem::file_size(whole, error);
  if (error == std::errc::no_such_file_or_directory) {
    entries_.erase(file);
    return nullptr;
  }
  if (error) throw unreadable;
  auto& entry = entries_[file];
  if (!entry.sheet || entry.changed != changed || entry.size != size) {
    std::string bytes;
    try {
      bytes = readFile(whole);
    } catch (const Error&) {
      throw unreadable;
    }
    entry = judged(kind, language, file.string(), std::move(bytes));
    entry.changed = changed;
    entry.size = size;
  }
  return &entry;
}

std::shared_ptr<const TemplateStore::Template> TemplateStore::get(const std::string& kind, const std::string& language,
                                                                  const std::string& commissionId, bool trial) {
  const auto ofCountry = templateFile(kind, language);
  const StageError missing(Disposition::quarantined,
                           {"templateMissing", {{"kind", kind}, {"language", language}, {"file", ofCountry.string()}}});
  // They name a file here and nothing else: those of the contract do.
  if (!isOneOf(contract_.kinds(), kind) || !isOneOf(contract_.languages(), language)) throw missing;
  const std::lock_guard lock(mutex_);
  const Entry* entry = nullptr;
  if (mayNameTemplates(commissionId)) entry = current(kind, language, templateFile(kind, language, commissionId));
  if (!entry) entry = current(kind, language, ofCountry);
  if (!entry) throw missing;
  const auto& sheet = entry->sheet;
  if (entry->danger) throw refusal(kind, language, sheet->file, *entry->danger);
  if (sheet->fault && !trial) throw refusal(kind, language, sheet->file, *sheet->fault);
  return sheet;
}

}  // namespace balalyk
