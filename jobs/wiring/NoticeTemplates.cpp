#include "jobs/wiring/NoticeTemplates.h"

#include <algorithm>

#include "connectors/office/TemplateFiles.h"
#include "pipeline/Error.h"
#include "pipeline/template/TemplateContract.h"
#include "pipeline/template/TemplateKinds.h"

namespace balalyk {

namespace fs = std::filesystem;

namespace {

// What of a notice is missing in a language; empty: nothing.
fs::path missing(const TemplateKind& notice, const std::string& language, const fs::path& folder,
                 const TemplateContract& contract) {
  const std::string kind(notice.name);
  const auto kinds = contract.kinds();
  if (std::ranges::find(kinds, kind) == kinds.end()) return "contract.json";
  const auto file = templateFile(kind, language);
  std::error_code error;
  return fs::exists(folder / file, error) ? fs::path() : file;
}

}  // namespace

void requireNoticeTemplates(const fs::path& folder, const TemplateContract& contract) {
  std::error_code error;
  for (const auto kind : allKinds())
    for (const auto& part : templateKindsOf(kind))
      for (const auto& language : contract.languages()) {
        const std::string document(templateKindsOf(kind).front().name);
        if (!part.toApplicant || !fs::exists(folder / templateFile(document, language), error)) continue;
        if (const auto file = missing(part, language, folder, contract); !file.empty())
          throw Error("noticeTemplateMissing", {{"file", (folder / file).string()}});
      }
}

}  // namespace balalyk
