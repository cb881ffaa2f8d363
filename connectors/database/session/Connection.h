#pragma once

#include <memory>
#include <string>

#include "connectors/database/session/DatabaseOptions.h"
#include "connectors/database/session/SqlSession.h"

namespace balalyk {

// The engine that a connection names. Throws Error connectionUnreadable{detail}.
std::unique_ptr<SqlEngine> makeEngine(const std::string& connection, const DatabaseOptions& options);

}  // namespace balalyk
