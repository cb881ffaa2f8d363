#pragma once

#include <map>
#include <string>

namespace sheets {

// The test template with `inserted` put before the end of its text, `styles` among its automatic styles, and more
// entries.
std::string altered(const std::string& inserted, const std::map<std::string, std::string>& entries = {},
                    const std::string& styles = "");

// The test template with the first `part` of its content replaced.
std::string replaced(const std::string& part, const std::string& other);

// A package with one entry replaced.
std::string withEntry(const std::string& package, const std::string& name, const std::string& content);

}  // namespace sheets
