#pragma once

#include "connectors/database/session/SqlSession.h"
#include "pipeline/record/RecordTypes.h"

// Rows of the portal's own tables, which this program wrote, as parts of records.
namespace balalyk {

Commission commissionOfTable(const SqlRow& row);  // table columns of commission
Member memberOfTable(const SqlRow& row);          // table columns of member

}  // namespace balalyk
