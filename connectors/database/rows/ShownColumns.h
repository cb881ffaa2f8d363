#pragma once

#include "connectors/database/session/SqlCatalogue.h"
#include "pipeline/document/Document.h"

namespace balalyk {

// The columns of laterViewColumns() that the source's view does not have: a portal's view may be older than they are.
std::vector<std::string> columnsNotShown(SqlSession& session, const SqlCatalogue& sql, Source source);

// A statement that reads the view's columns, as this view can run it: what it lacks is NULL. The view is asked each
// time, since the portal may replace it at any time.
SqlStatement asShown(SqlSession& session, const SqlCatalogue& sql, Source source, const SqlStatement& statement);

}  // namespace balalyk
