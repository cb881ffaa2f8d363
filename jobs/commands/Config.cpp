#include <CLI/CLI.hpp>

#include "jobs/commands/Command.h"
#include "jobs/commands/Commands.h"
#include "jobs/config/Example.h"
#include "jobs/config/Settings.h"
#include "jobs/output/Console.h"
#include "jobs/output/ExitCode.h"
#include "jobs/output/JsonWriter.h"
#include "jobs/output/TextWidth.h"
#include "jobs/text/Messages.h"
#include "jobs/wiring/Session.h"

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

  void declare(CLI::App& app, const Describe& describe) override {
    auto* json = app.add_flag("--json", json_, describe("json"));
    app.add_flag("--example", example_, describe("example"))->excludes(json);
  }

  int run(Session& session) override {
    session.console.result(example_ ? exampleFile(session.messages) : json_ ? asJson(session) : asText(session));
    return kAllDone;
  }

 private:
  static std::string allowedValues(const Messages& messages, const Setting& setting) {
    return messages.text(
        std::string("settingType.") + balalyk::toString(setting.type),
        {{"choices", choicesOf(setting)}, {"least", std::string(setting.least)}, {"most", std::string(setting.most)}});
  }

  static std::string asJson(const Session& session) {
    JsonWriter json;
    json.beginArray();
    for (const auto& setting : allSettings()) {
      const auto& value = session.settings.value(setting.name);
      json.beginObject()
          .member("name", setting.name)
          .member("description", session.messages.text("setting." + std::string(setting.name)))
          .member("type", balalyk::toString(setting.type))
          .member("allowed", allowedValues(session.messages, setting));
      if (!setting.choices.empty()) {
        json.key("choices").beginArray();
        for (const auto choice : setting.choices) json.value(choice);
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
    for (const auto& setting : allSettings()) {
      if (setting.group() != group) {
        group = setting.group();
        text += (text.empty() ? "" : "\n") + messages.text("settings." + std::string(group)) + "\n";
      }
      const auto& value = session.settings.value(setting.name);
      const bool isDefault = value.origin.source == SettingOrigin::Source::byDefault;
      text += "  " + std::string(setting.name) + " = " + printable(value.text) + "\n";
      text += "      " + messages.text("setting." + std::string(setting.name)) + "\n      " +
              messages.text(isDefault ? "config.isDefault" : "config.isFrom",
                            {{"type", allowedValues(messages, setting)},
                             {"default", setting.defaultValue.empty() ? "\"\"" : std::string(setting.defaultValue)},
                             {"place", value.origin.place},
                             {"variable", environmentName(setting.name)}}) +
              "\n";
    }
    return text;
  }

  bool json_ = false;
  bool example_ = false;
};

}  // namespace

std::unique_ptr<Command> makeConfigCommand() {
  return std::make_unique<Config>();
}

}  // namespace balalyk
