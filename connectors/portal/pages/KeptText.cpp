#include "connectors/portal/pages/KeptText.h"

namespace balalyk {

std::optional<KeptText> keptText(PortalDatabase& database, const web::Visit& visit, const std::string& form) {
  const auto draft = database.drafts().find(visit.visitor()->account.id, form);
  if (!draft) return std::nullopt;
  KeptText kept{.at = draft->at};
  for (const auto& [name, value] : draft->fields) kept.fields.add(name, value);
  return kept;
}

void forgetText(PortalDatabase& database, const web::Visit& visit, const std::string& form) {
  database.drafts().remove(visit.visitor()->account.id, form);
}

}  // namespace balalyk
