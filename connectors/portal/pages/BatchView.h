#pragma once

#include <optional>
#include <string>

#include "connectors/portal/web/ViewData.h"
#include "connectors/texts/Messages.h"
#include "pipeline/casework/ConfirmBatch.h"

// A batch as its page shows it: the frozen list, what became of each document, and why.
namespace balalyk {

// "1a2b 3c4d …", as people compare it.
std::string inGroups(const std::string& digest);

struct BatchPage {
  const ShownBatch& shown;
  int number = 1;                  // of the list's parts
  std::optional<Problem> refused;  // just now
  int triesLeft = 0;               // of the password, where a wrong one was given
};
web::ViewData shown(const BatchPage& page, PortalDatabase& database, const Messages& messages);

// Of a problem of a key: how many tries are left; with the name of nobody.
void addRefusal(web::ViewData& data, const Problem& problem, int triesLeft, const Messages& messages);

// «40 / 200 документ»: of the page that renews itself.
std::string progressOf(const ShownBatch& shown, const Messages& messages);
int doneOf(const ShownBatch& shown);

}  // namespace balalyk
