
#include "connectors/texts/Messages.h"
#include "connectors/texts/TextWidth.h"
#include "jobs/commands/Arguments.h"
#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/config/SettingValue.h"
#include "jobs/config/Settings.h"
#include "jobs/config/SettingsText.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/wiring/Session.h"
#include "signing/JsonWriter.h"

namespace balalyk {
namespace {

const char* toString(SettingOrigin::Source source) {
  switch (source) {
    case SettingOrigin::Source::byDefault:
      return "default";
    case SettingOrigin::Source::file:
      return "file";
    case SettingOrigin::Source::environment:
      return "environment";
    case SettingOrigin::Source::option:
      return "option";
  }
  return "";
}

class Config final : public Command {
 public:
  std::string_view name() const override { return "config"; }

  void declare(Arguments& arguments) override {
    const auto json = arguments.flag("--json", json_, "json");
    const auto example = arguments.flag("--example", example_, "example").excludes(json);
    arguments.flag("--reference", reference_, "reference").excludes(json).excludes(example);
  }

  int run(Session& session) override {
    session.console.result(text(session));
    return kAllDone;
  }

 private:
  std::string text(const Session& session) const {
    if (example_) return exampleFile(session.messages);
    if (reference_) return settingsReference(session.messages);
    return json_ ? asJson(session) : asText(session);
  }

  static std::string asJson(const Session& session) {
    signing::JsonWriter json;
    json.beginArray();
    for (const auto& setting : kSettings) {
      const auto& value = session.settings.value(setting);
      json.beginObject()
          .member("name", setting.name)
          .member("description", session.messages.text(setting.descriptionKey()))
          .member("type", balalyk::toString(setting.type))
          .member("allowed", allowedValues(setting, session.messages));
      if (!setting.choices.empty()) {
        json.key("choices").beginArray();
        for (const auto& choice : parseList(setting.choices)) json.value(choice);
        json.endArray();
      }
      json.member("default", setting.defaultValue)
          .member("value", value.text)
          .member("source", toString(value.origin.source))
          .member("place", value.origin.place)
          .member("variable", environmentName(setting.name))
          .endObject();
    }
    return json.endArray().text() + "\n";
  }

  static std::string asText(const Session& session) {
    const auto& messages = session.messages;
    std::string text;
    std::string_view group;
    for (const auto& setting : kSettings) {
      if (setting.group() != group) {
        group = setting.group();
        text += (text.empty() ? "" : "\n") + messages.text(setting.groupKey()) + "\n";
      }
      const auto& value = session.settings.value(setting);
      const bool isDefault = value.origin.source == SettingOrigin::Source::byDefault;
      text += "  " + std::string(setting.name) + " = " + printable(value.text) + "\n";
      text += "      " + messages.text(setting.descriptionKey()) + "\n      " +
              messages.text(isDefault ? "config.isDefault" : "config.isFrom",
                            {{"type", allowedValues(setting, messages)},
                             {"default", setting.defaultValue.empty() ? "\"\"" : std::string(setting.defaultValue)},
                             {"place", value.origin.place},
                             {"variable", environmentName(setting.name)}}) +
              "\n";
    }
    return text;
  }

  bool json_ = false;
  bool example_ = false;
  bool reference_ = false;
};

}  // namespace

std::unique_ptr<Command> makeConfigCommand() {
  return std::make_unique<Config>();
}

}  // namespace balalyk
