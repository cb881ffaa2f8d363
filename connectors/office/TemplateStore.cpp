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

}  // namespace

std::shared_ptr<const TemplateStore::Template> TemplateStore::get(const std::string& kind,
                                                                  const std::string& language) {
  const StageError missing(Disposition::quarantined, {"templateMissing", {{"kind", kind}, {"language", language}}});
  if (!isName(kind) || !isName(language)) throw missing;
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
    std::string digest = signing::toHex(signing::sha256(bytes));
    const auto found = refusals(bytes);
    entry = {changed, size, std::make_shared<const Template>(Template{std::move(digest), std::move(bytes)}),
             found.empty() ? std::string() : found.front().problem.code};
  }
  if (!entry.refusal.empty()) {
    throw StageError(Disposition::quarantined,
                     {"templateRefused", {{"kind", kind}, {"language", language}, {"reason", entry.refusal}}});
  }
  return entry.sheet;
}

}  // namespace balalyk
