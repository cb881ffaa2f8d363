#include "connectors/office/TemplateFiles.h"

#include <algorithm>
#include <optional>

#include "pipeline/Error.h"

namespace balalyk {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongestId = 64;

// Not isalnum(): the locale has no say in what a path may hold.
bool isPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

std::optional<FoundTemplate> asTemplate(const fs::path& file, const TemplateContract& contract,
                                        const std::string& commissionId) {
  for (const auto& kind : contract.kinds())
    for (const auto& language : contract.languages())
      if (const auto place = templateFile(kind, language, commissionId); place == file)
        return FoundTemplate{commissionId, kind, language, place};
  return std::nullopt;
}

// The names in a folder, in order; none if it is not there.
std::vector<std::string> namesIn(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entries(folder, error), end; !error && entries != end; entries.increment(error))
    names.push_back(entries->path().filename().string());
  if (error && error != std::errc::no_such_file_or_directory)
    throw Error("fileUnreadable", {{"file", folder.string()}});
  std::ranges::sort(names);
  return names;
}

void lookInCommission(const fs::path& folder, const std::string& id, const TemplateContract& contract,
                      TemplateFolderContent& content) {
  const fs::path own = fs::path(kCommissionFolders) / id;
  if (!mayNameTemplates(id) || !fs::is_directory(folder / own)) {
    content.unused.push_back(own);
    return;
  }
  for (const auto& name : namesIn(folder / own)) {
    if (auto found = asTemplate(own / name, contract, id))
      content.templates.push_back(*std::move(found));
    else
      content.unused.push_back(own / name);
  }
}

}  // namespace

bool mayNameTemplates(const std::string& commissionId) {
  return !commissionId.empty() && commissionId.size() <= kLongestId && std::ranges::all_of(commissionId, isPlain);
}

fs::path templateFile(const std::string& kind, const std::string& language, const std::string& commissionId) {
  const std::string name = kind + "." + language + ".odt";
  return commissionId.empty() ? fs::path(name) : fs::path(kCommissionFolders) / commissionId / name;
}

TemplateFolderContent lookForTemplates(const fs::path& folder, const TemplateContract& contract) {
  TemplateFolderContent content;
  for (const auto& name : namesIn(folder))
    if (auto found = asTemplate(name, contract, {})) content.templates.push_back(*std::move(found));
  for (const auto& id : namesIn(folder / kCommissionFolders)) lookInCommission(folder, id, contract, content);
  return content;
}

}  // namespace balalyk
