#pragma once

#include "connectors/portal/pages/PageParts.h"
#include "pipeline/archive/ExportMaker.h"

namespace balalyk {

class Settings;
struct Session;

RetentionYears retentionYears(const Settings& settings);
ArchiveRules archiveRules(const Settings& settings);
ExportMaker::Options exportOptions(const Settings& settings, const std::string& worker);

// Whose time stamps a manifest gets; null where none is configured. To be asked for on one thread.
signing::TimeStampSource* timeStampsOf(Session& session);

}  // namespace balalyk
