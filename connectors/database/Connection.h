#pragma once

#include <memory>
#include <string>

#include "connectors/database/Database.h"
#include "connectors/database/SqlSession.h"

namespace balalyk {

// The engine that a connection names. Throws Error connectionUnreadable{detail}.
std::unique_ptr<SqlEngine> makeEngine(const std::string& connection, const DatabaseOptions& options);

}  // namespace balalyk
