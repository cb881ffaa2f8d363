#pragma once

#include <string>

#include "pipeline/ports/ApplicationForm.h"

namespace balalyk {

// A form as it is kept of each version.
std::string formToJson(const ApplicationForm& form);
ApplicationForm formFromJson(const std::string& json);

}  // namespace balalyk
