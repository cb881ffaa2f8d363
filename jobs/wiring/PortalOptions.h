#pragma once

#include "connectors/portal/web/Server.h"

namespace balalyk {

class Settings;

// The settings portal.* in the shapes that the pages want.
web::SiteOptions siteOptions(const Settings& settings);
web::ServerOptions serverOptions(const Settings& settings);

}  // namespace balalyk
