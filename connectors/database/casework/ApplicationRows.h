#pragma once

#include "connectors/database/session/SqlSession.h"
#include "pipeline/ports/ApplicationList.h"

namespace balalyk {

// A row with the columns of «application row columns» (sql/applications.sql); its benefits come by themselves.
ApplicationRow applicationRowFrom(const SqlRow& row);
// Of a row with the columns document_id, revision, state, is_signed, problems, reason, flags and that time of change.
std::optional<ProtocolStanding> protocolFrom(const SqlRow& row, const char* changedAt);
// Of «commission», and of «categories».
Commission commissionFrom(const SqlRow& row);
std::vector<BenefitCategory> categoriesIn(const SqlResult& result);
ApplicationState stateOf(const std::optional<Decision>& decision);

}  // namespace balalyk
