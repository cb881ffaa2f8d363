#pragma once

#include <filesystem>

#include "connectors/database/Database.h"
#include "connectors/identity/ProviderOptions.h"
#include "connectors/office/OfficePool.h"
#include "connectors/pdf/HelperPool.h"
#include "connectors/store/S3Options.h"
#include "connectors/trust/TrustServices.h"
#include "jobs/output/Log.h"
#include "pipeline/engine/Worker.h"
#include "pipeline/stages/Take.h"
#include "pipeline/stages/Upgrade.h"

namespace balalyk {

class Settings;

// The settings in the shapes that the parts want.
Log::Options logOptions(const Settings& settings);
DatabaseOptions databaseOptions(const Settings& settings);
S3Options s3Options(const Settings& settings);  // credentials: a file, or what systemd gave
OfficeSettings officeSettings(const Settings& settings);
HelperSettings judgeSettings(const Settings& settings);  // throws Error installationIncomplete{file}
WorkerOptions workerOptions(const Settings& settings);
TakeOptions takeOptions(const Settings& settings);
UpgradeOptions upgradeOptions(const Settings& settings);
// Empty address: there is none.
ProviderOptions oidcOptions(const Settings& settings);
ProviderOptions infocomOptions(const Settings& settings);
WhenUnanswered whenUnanswered(const Settings& settings);
// All but the anchors and the clock. Throws Error timeStampUrlMissing{level}, revocationAddressUnusable{setting,
// value}.
TrustSettings trustSettings(const Settings& settings);
std::filesystem::path templatesFolder(const Settings& settings);

}  // namespace balalyk
