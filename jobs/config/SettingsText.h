#pragma once

#include <string>

#include "jobs/config/Setting.h"

namespace balalyk {

class Messages;

// What a value may be, in words: "a whole number from 0 to 256".
std::string allowedValues(const Setting& setting, const Messages& messages);

// A settings file with every setting, described and at its default, commented out.
std::string exampleFile(const Messages& messages);

// The same as Markdown: a table for each group, with what is allowed.
std::string settingsReference(const Messages& messages);

}  // namespace balalyk
