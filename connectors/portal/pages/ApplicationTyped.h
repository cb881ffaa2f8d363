#pragma once

#include <string>
#include <utility>
#include <vector>

#include "connectors/portal/web/Values.h"
#include "pipeline/ports/ApplicationForm.h"

// The fields of an application's form, as a browser sends them and as typed drafts keep them.
namespace balalyk {

// What was typed, with the version that it was typed into.
struct ApplicationTyped {
  int version = 0;
  ApplicationForm form;
  std::string reason;  // of a correction after publication
  int emptyLines = 1;  // for further documents
};

ApplicationTyped typedFormOf(const web::Values& fields);
// For a draft: without tokens and buttons.
std::vector<std::pair<std::string, std::string>> keptFields(const web::Values& fields);
// What a form of these values would send.
std::vector<std::pair<std::string, std::string>> fieldsOf(const ApplicationTyped& typed);

// Whether two forms show the same on the page: the order of ticks is the page's own.
bool showTheSame(const ApplicationForm& one, const ApplicationForm& other);

// The name of its typed draft.
std::string draftName(const std::string& applicationId);

}  // namespace balalyk
