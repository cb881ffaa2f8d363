#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connectors/portal/web/Values.h"

namespace balalyk::web {

// A form whose text is kept when it cannot be saved: for the page's {{>_form}}, whose form has id="typed-form". The
// page shows what TypedDrafts has under the name.
struct TypedForm {
  std::string name;  // "application/ID": letters, digits, "-", "_", "/"
  std::string page;  // "/applications/ID": shows the form
};

// What was typed in one, on its way past a session that ended, a switch of the language or a sign-in elsewhere.
struct CarriedForm {
  std::string name, page;
  std::string accountId;                                    // who typed it: nobody else gets it
  std::vector<std::pair<std::string, std::string>> fields;  // without tokens and passwords
};

// nullopt: the form is not one, or says what none of ours says.
std::optional<CarriedForm> carriedFrom(const Values& fields);
// As one value of another form, and back.
std::string toText(const CarriedForm& form);
std::optional<CarriedForm> carriedFrom(const std::string& text);

}  // namespace balalyk::web
