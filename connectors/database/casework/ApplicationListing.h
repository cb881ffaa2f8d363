#pragma once

#include "connectors/database/session/SqlCatalogue.h"
#include "pipeline/domain/Zone.h"
#include "pipeline/ports/Applications.h"

// The list and the search within a session.
namespace balalyk {

ApplicationPage listApplications(SqlSession& session, const SqlCatalogue& sql, const Zone& zone,
                                 const ApplicationListQuery& query);
ApplicationSearch searchApplications(SqlSession& session, const SqlCatalogue& sql, const Commissions& commissions,
                                     const std::string& text, int limit);

}  // namespace balalyk
