#pragma once

#include <string>

#include "connectors/portal/web/Form.h"

namespace balalyk::web {

// By what a form that comes again is known: its token, and what was typed, chosen and attached. Who goes back to a page
// that the browser kept, types something else there and sends it, sends another form. 64 hex digits.
std::string onceKey(const std::string& token, const Form& form);

}  // namespace balalyk::web
