#pragma once

#include <string>

namespace CLI {
class App;
}

namespace balalyk {

class Messages;

// balalyk(1): every command with its options and examples, in the language of the messages, which is that of the tree.
std::string programPage(const CLI::App& program, const Messages& messages);

// balalyk.conf(5): every setting.
std::string settingsPage(const Messages& messages);

}  // namespace balalyk
