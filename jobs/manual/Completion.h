#pragma once

#include <string>

namespace CLI {
class App;
}

namespace balalyk {

class Messages;

// A script for bash that completes commands, options, settings, choices and file names. The messages are those of the
// tree: its words for a file and a folder say what follows an option.
std::string bashCompletion(const CLI::App& program, const Messages& messages);

}  // namespace balalyk
