#pragma once

#include <string>

namespace balalyk {

class Messages;

// A settings file with every setting, described and at its default, commented out.
std::string exampleFile(const Messages& messages);

}  // namespace balalyk
