#include "connectors/texts/Properties.h"
#include "jobs/config/Settings.h"
#include "pipeline/Error.h"
#include "pipeline/domain/NearestWord.h"
#include "signing/ReadFile.h"

extern char** environ;

namespace balalyk {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kPrefix = "BALALYK_";

// Not: one that may not be looked at.
bool isMissing(const fs::path& file) {
  std::error_code error;
  return fs::status(file, error).type() == fs::file_type::not_found;
}

void readFile(const fs::path& file, Settings& settings) {
  const auto content = signing::readWholeFile(file);
  if (!content) throw Error("settingsFileUnreadable", {{"file", file.string()}});
  for (const auto& property : parseProperties(*content, file.string())) {
    settings.set(property.key, property.value,
                 {SettingOrigin::Source::file, file.string() + ":" + std::to_string(property.line)});
  }
}

// A misspelt variable would silently do nothing: one that begins like ours must be ours.
[[noreturn]] void refuseVariable(const std::string& name) {
  std::vector<std::string> known;
  for (const auto& setting : kSettings) known.push_back(environmentName(setting.name));
  const std::vector<std::string_view> views(known.begin(), known.end());
  const std::string nearest = nearestWord(name, views);
  if (nearest.empty()) throw Error("settingUnknown", {{"name", name}, {"place", name}});
  throw Error("settingMistyped", {{"name", name}, {"place", name}, {"nearest", nearest}});
}

void readEnvironment(const std::map<std::string, std::string>& environment, Settings& settings) {
  for (auto variable = environment.lower_bound(std::string(kPrefix));
       variable != environment.end() && variable->first.starts_with(kPrefix); ++variable) {
    const Setting* found = nullptr;
    for (const auto& setting : kSettings)
      if (environmentName(setting.name) == variable->first) found = &setting;
    if (!found) refuseVariable(variable->first);
    settings.set(std::string(found->name), variable->second, {SettingOrigin::Source::environment, variable->first});
  }
}

void readAssignments(const std::vector<std::string>& assignments, Settings& settings) {
  for (const auto& assignment : assignments) {
    const auto equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0) throw Error("assignmentWrong", {{"text", assignment}});
    const std::string name = assignment.substr(0, equals);
    settings.set(name, assignment.substr(equals + 1), {SettingOrigin::Source::option, "--set " + name});
  }
}

// What each alone allows and both together do not.
void checkTogether(const Settings& settings) {
  if (settings.size("office.recycleAbove") < settings.size("office.memoryLimit")) return;
  throw Error("settingsContradict", {{"name", "office.recycleAbove"},
                                     {"value", settings.text("office.recycleAbove")},
                                     {"other", "office.memoryLimit"},
                                     {"otherValue", settings.text("office.memoryLimit")}});
}

}  // namespace

Settings readSettings(const SettingSources& sources) {
  Settings settings;
  if (sources.file) {
    if (isMissing(*sources.file)) throw Error("settingsFileMissing", {{"file", sources.file->string()}});
    readFile(*sources.file, settings);
  } else if (!isMissing(sources.usualFile)) {
    readFile(sources.usualFile, settings);
  }
  readEnvironment(sources.environment, settings);
  readAssignments(sources.assignments, settings);
  checkTogether(settings);
  return settings;
}

std::map<std::string, std::string> processEnvironment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

}  // namespace balalyk
