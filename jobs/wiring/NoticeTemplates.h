#pragma once

#include <filesystem>

namespace balalyk {

class TemplateContract;

// Where a language has a template of a document that comes with a notice to the applicant, it has one of the notice: a
// folder from before there were notices would set aside every such document of a night. Throws Error
// noticeTemplateMissing{file}.
void requireNoticeTemplates(const std::filesystem::path& folder, const TemplateContract& contract);

}  // namespace balalyk
