#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connectors/portal/pages/ApplicationTyped.h"
#include "connectors/portal/pages/FormErrors.h"
#include "connectors/portal/web/Visit.h"
#include "pipeline/ports/Applications.h"
#include "pipeline/record/VoucherAmount.h"

namespace balalyk {

// How the form is shown.
enum class FormMode {
  edit,
  locked,   // sent, authorised or signed: shown only
  closed,   // published: shown, and can be corrected with a reason
  correct,  // with a reason, after publication
};

struct FormContent {
  const ApplicationCase& found;
  const ApplicationTyped& typed;  // what its fields hold
  FormMode mode = FormMode::edit;
  const std::vector<BenefitCategory>& benefits;
  const AmountRules& amounts;
  Date today{};
  const Zone& zone;
};

// Everything of the view «application» that follows from these.
void addForm(web::ViewData& data, const FormContent& content, const Messages& messages);

// A problem of the pipeline: at its field, with names in place of members' ids.
void addProblem(FormErrors& errors, Problem problem, const ApplicationCase& found);

}  // namespace balalyk
