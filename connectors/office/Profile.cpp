#include "connectors/office/Profile.h"

#include <string>

#include "connectors/office/Files.h"

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
};

constexpr const char* kJob = R"(
<item oor:path="/org.openoffice.Office.Jobs/Jobs"><node oor:name="BalalykFiller" oor:op="replace">
<prop oor:name="Service" oor:op="fuse"><value>org.balalyk.Filler</value></prop></node></item>
<item oor:path="/org.openoffice.Office.Jobs/Events"><node oor:name="OnStartApp" oor:op="replace">
<node oor:name="JobList"><node oor:name="BalalykFiller" oor:op="replace"/></node></node></item>
)";

}  // namespace

void writeProfile(const std::filesystem::path& folder) {
  std::string text = R"(<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" )"
                     R"(xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">)";
  text += kJob;
  for (const auto& [path, name, value] : kSettings) {
    text += std::string("<item oor:path=\"/org.openoffice.Office.") + path + "\"><prop oor:name=\"" + name +
            "\" oor:op=\"fuse\"><value>" + value + "</value></prop></item>\n";
  }
  std::filesystem::create_directories(folder / "user");
  writeFile(folder / "user" / "registrymodifications.xcu", text + "</oor:items>\n");
}

}  // namespace balalyk
