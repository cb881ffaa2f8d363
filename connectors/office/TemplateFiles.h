#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/template/TemplateContract.h"

// Where templates lie in their folder: the country's are KIND.LANGUAGE.odt, those of a commission that has its own
// commissions/ID/KIND.LANGUAGE.odt.
namespace balalyk {

inline constexpr const char* kCommissionFolders = "commissions";

// Whether a commission with this id can have its own templates: 1 to 64 of the letters a to z in either case,
// digits,
// "-" and "_". An id comes from a foreign database, and any other could lead out of the folder.
bool mayNameTemplates(const std::string& commissionId);

// A template's place in the folder. Kind and language are those of the contract; of the commission, unless its id is
// empty, by mayNameTemplates().
std::filesystem::path templateFile(const std::string& kind, const std::string& language,
                                   const std::string& commissionId = {});

struct FoundTemplate {
  std::string commissionId;  // empty: the country's
  std::string kind, language;
  std::filesystem::path file;  // in the folder
};

struct TemplateFolderContent {
  std::vector<FoundTemplate> templates;  // the country's first, then by commission, kind and language
  // What lies where a commission's templates do and is never used: its name is of no kind and language of the contract,
  // or its folder's of no id that can have one.
  std::vector<std::filesystem::path> unused;
};

// Throws Error fileUnreadable{file}.
TemplateFolderContent lookForTemplates(const std::filesystem::path& folder, const TemplateContract& contract);

}  // namespace balalyk
