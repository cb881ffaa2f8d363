#pragma once

#include <optional>
#include <string>

#include "connectors/portal/web/Visit.h"
#include "pipeline/ports/PortalDatabase.h"

namespace balalyk {

// What the visitor typed into the form of this name and did not save.
struct KeptText {
  web::Values fields;
  Timestamp at{};
};
std::optional<KeptText> keptText(PortalDatabase& database, const web::Visit& visit, const std::string& form);
// By JavaScript, while it is typed: keeps what the form carries of itself, and answers with the time.
web::Response keepText(PortalDatabase& database, web::Visit& visit);
void forgetText(PortalDatabase& database, const web::Visit& visit, const std::string& form);  // it was saved

}  // namespace balalyk
