#pragma once

#include <libpq-fe.h>

#include <vector>

#include "connectors/database/session/SqlSession.h"

namespace balalyk {

// The rows of a result that PostgreSQL gave; none of nullptr.
std::vector<SqlRow> rowsOf(const PGresult* result);

}  // namespace balalyk
