#pragma once

#include <string>
#include <vector>

#include "connectors/portal/web/Values.h"
#include "connectors/portal/web/ViewData.h"
#include "connectors/texts/Messages.h"
#include "pipeline/ports/ApplicationList.h"

namespace balalyk {

// What the address of the list says: "?state=waiting&from=2026-11-01&benefit=poor".
struct ApplicationAddress {
  ApplicationFilter filter;
  ApplicationOrder order = ApplicationOrder::attention;
  std::string after;       // the last row of the page before
  std::string commission;  // of an account with several

  bool narrows() const { return filter != ApplicationFilter{}; }
  ApplicationAddress withAfter(std::string key) const;
  ApplicationAddress withState(std::optional<ApplicationState> state) const;  // from its first page
};

// What cannot be read narrows nothing.
ApplicationAddress applicationAddressOf(const web::Values& values);
std::string addressQuery(const ApplicationAddress& query);  // "" or "?…"

// The filter's form and the states with their counts.
void addFilter(web::ViewData& data, const ApplicationAddress& query, const ApplicationCounts& counts,
               const std::vector<BenefitCategory>& benefits, const Messages& messages);

}  // namespace balalyk
