#include "jobs/config/SettingsText.h"

#include <algorithm>

#include "connectors/texts/Messages.h"
#include "connectors/texts/TextWidth.h"
#include "jobs/config/SettingTable.h"

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

// The settings in their order; `heading` is called before the first of each group.
template <class Heading, class Line>
void forEachGroup(Heading heading, Line line) {
  std::string_view group;
  for (const auto& setting : kSettings) {
    if (setting.group() != group) heading(setting);
    group = setting.group();
    line(setting);
  }
}

// A description as Markdown: nothing in it is a tag.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '<' ? "&lt;" : std::string(1, c);
  return result;
}

std::string asCode(std::string_view text) {
  return text.empty() ? "" : "`" + std::string(text) + "`";
}

}  // namespace

std::string allowedValues(const Setting& setting, const Messages& messages) {
  return messages.text(std::string("settingType.") + toString(setting.type), {{"choices", std::string(setting.choices)},
                                                                              {"least", std::string(setting.least)},
                                                                              {"most", std::string(setting.most)}});
}

std::string exampleFile(const Messages& messages) {
  std::string text = asComment(messages.text("config.exampleHead"));
  forEachGroup([&](const Setting& first) { text += "\n# ---- " + messages.text(first.groupKey()) + "\n"; },
               [&](const Setting& setting) {
                 text += "\n" + asComment(messages.text(setting.descriptionKey()));
                 text += "#" + std::string(setting.name) + " =";
                 text += (setting.defaultValue.empty() ? "" : " ") + std::string(setting.defaultValue) + "\n";
               });
  return text;
}

std::string settingsReference(const Messages& messages) {
  const std::string columns = "| " + messages.text("config.reference.setting") + " | " +
                              messages.text("config.reference.default") + " | " +
                              messages.text("config.reference.meaning") + " |\n| --- | --- | --- |\n";
  std::string text;
  forEachGroup(
      [&](const Setting& first) {
        text += (text.empty() ? "**" : "\n**") + messages.text(first.groupKey()) + "**\n\n" + columns;
      },
      [&](const Setting& setting) {
        text += "| " + asCode(setting.name) + " | " + asCode(setting.defaultValue) + " | " +
                escaped(messages.text(setting.descriptionKey())) + " *" + allowedValues(setting, messages) + "* |\n";
      });
  return text;
}

}  // namespace balalyk
