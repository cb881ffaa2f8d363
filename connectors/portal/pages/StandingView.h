#pragma once

#include <string>
#include <vector>

#include "connectors/portal/web/ViewData.h"
#include "connectors/texts/Messages.h"
#include "pipeline/ports/PortalDatabase.h"

// What the pages of standing authorisations show.
namespace balalyk {

std::string kindsIn(const std::vector<Kind>& kinds, const Messages& messages);
std::string nameOf(const std::string& commissionId, PortalDatabase& database, const Messages& messages);
std::vector<web::ViewData> commissionChoices(const std::vector<Grant>& chairs, const std::string& chosen,
                                             PortalDatabase& database, const Messages& messages);
std::vector<web::ViewData> kindChoices(const std::vector<Kind>& chosen, const Messages& messages);
std::vector<web::ViewData> wordsOf(const std::vector<Kind>& kinds);
web::ViewData shown(const Authorisation& standing, Date today, const Zone& zone, const Messages& messages);
std::vector<web::ViewData> rowsOf(const std::vector<InboxRow>& covered, const Messages& messages);

}  // namespace balalyk
