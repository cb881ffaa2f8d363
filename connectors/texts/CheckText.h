#pragma once

#include <string>
#include <vector>

namespace balalyk::signing {
struct Check;
}

namespace balalyk {

class Messages;

// Every check on its own line with its mark, ✓ or ✗; a failed one says below which rule was broken.
std::string checkLines(const std::vector<signing::Check>& checks, const Messages& messages, const std::string& indent);

// The failed checks as the reasons of a verdict, each once, and what to do about the first: for the top of a report.
std::string reasonLines(const std::vector<signing::Check>& failed, const Messages& messages);

}  // namespace balalyk
