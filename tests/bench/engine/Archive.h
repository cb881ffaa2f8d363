#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "connectors/database/session/SqlSession.h"

namespace balalyk::bench {

// A session for what the bench asks of the database itself.
std::unique_ptr<SqlSession> sessionOf(const std::string& connection);

// The archive is a means here, not what is measured: made in bulk, its plain indexes after its rows.
void growArchive(const std::string& connection, std::int64_t size);

}  // namespace balalyk::bench
