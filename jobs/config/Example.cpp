#include "jobs/config/Example.h"

#include "jobs/config/Setting.h"
#include "jobs/output/TextWidth.h"
#include "jobs/text/Messages.h"

namespace balalyk {
namespace {

constexpr std::size_t kColumns = 118;

std::string asComment(const std::string& text) {
  std::string lines;
  std::string line = "#";
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    if (columnsOf(line) + 1 + columnsOf(word) > kColumns) {
      lines += line + "\n";
      line = "#";
    }
    line += " " + word;
    at = end + 1;
  }
  return lines + line + "\n";
}

}  // namespace

std::string exampleFile(const Messages& messages) {
  std::string text = asComment(messages.text("config.exampleHead"));
  std::string_view group;
  for (const auto& setting : allSettings()) {
    if (setting.group() != group) {
      group = setting.group();
      text += "\n# ---- " + messages.text("settings." + std::string(group)) + "\n";
    }
    text += "\n" + asComment(messages.text("setting." + std::string(setting.name)));
    std::string line = "#" + std::string(setting.name) + " = " + std::string(setting.defaultValue);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace balalyk
