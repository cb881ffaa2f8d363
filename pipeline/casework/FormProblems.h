#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/ports/ApplicationForm.h"

// Where on the form of an application a problem of the pipeline is corrected, so that a page can lead there.
namespace balalyk {

enum class FormField {
  none,      // nowhere on the form: it is about the application as a whole
  child,     // shown only: the registry that it comes from
  guardian,  // likewise
  benefit,
  members,
  documents,
  comments,
  number,
  date,
  decision,
  grounds,
  kindergarten,
};
const char* toString(FormField field);  // "grounds": the name of its field on the page; of `none` ""

FormField formFieldOf(const Problem& problem);

}  // namespace balalyk
