#include "connectors/office/Profile.h"

#include <fstream>
#include <string>

#include "connectors/office/Files.h"
#include "pipeline/Error.h"

namespace balalyk {

namespace {

struct Setting {
  const char* path;
  const char* name;
  const char* value;
};

constexpr Setting kSettings[] = {
    {"Common/Security/Scripting", "MacroSecurityLevel", "3"},
    {"Common/Security/Scripting", "DisableMacrosExecution", "true"},
    {"Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"},
    {"Common/Save/Document", "AutoSave", "false"},
    {"Common/Save/Document", "CreateBackup", "false"},
    {"Common/History", "PickListSize", "0"},
    {"Recovery/AutoSave", "Enabled", "false"},
    {"Recovery/RecoveryInfo", "Enabled", "false"},
    {"Java/VirtualMachine", "Enable", "false"},
    {"Writer/Content/Update", "Link", "2"},  // never
    {"Linguistic/SpellChecking", "IsSpellAuto", "false"},
    {"Common/Misc", "FirstRun", "false"},
};

constexpr const char* kJob = R"(
<item oor:path="/org.openoffice.Office.Jobs/Jobs"><node oor:name="BalalykFiller" oor:op="replace">
<prop oor:name="Service" oor:op="fuse"><value>org.balalyk.Filler</value></prop></node></item>
<item oor:path="/org.openoffice.Office.Jobs/Events"><node oor:name="OnStartApp" oor:op="replace">
<node oor:name="JobList"><node oor:name="BalalykFiller" oor:op="replace"/></node></node></item>
)";

// Written by soffice when it has set up a profile: where they are wrong it does so (again).
constexpr const char* kSetUp = R"(
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop>
<prop oor:name="LastCompatibilityCheckID" oor:op="fuse"><value>)";
constexpr const char* kEnd = "</value></prop></item>\n";

// Later than any: in a profile that an older version used last, soffice tries out how the screen draws, on two dozen
// bitmaps of 64 MB, which takes longer than all the rest of its start.
constexpr const char* kLastUsedBy = R"(
<item oor:path="/org.openoffice.Setup/Product"><prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>99.0</value></prop></item>
)";

// The build of that soffice, as «40(Build:2)».
std::string buildOf(const std::filesystem::path& program) {
  constexpr std::string_view kKey = "buildid=";
  const auto file = program / "versionrc";
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(kKey)) return line.substr(kKey.size());
  throw Error("officeMissing", {{"file", file.string()}});
}

}  // namespace

void writeProfile(const std::filesystem::path& folder, const std::filesystem::path& program) {
  const auto build = buildOf(program);
  std::string text = R"(<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" )"
                     R"(xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">)";
  text += kJob;
  for (const auto& [path, name, value] : kSettings) {
    text += std::string("<item oor:path=\"/org.openoffice.Office.") + path + "\"><prop oor:name=\"" + name +
            "\" oor:op=\"fuse\"><value>" + value + "</value></prop></item>\n";
  }
  text += kLastUsedBy;
  text += kSetUp + build + kEnd;
  std::filesystem::create_directories(folder / "user" / "extensions");
  writeFile(folder / "user" / "extensions" / "buildid", build);
  writeFile(folder / "user" / "registrymodifications.xcu", text + "</oor:items>\n");
}

}  // namespace balalyk
