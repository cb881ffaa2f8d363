#pragma once

#include <string>
#include <vector>

#include "connectors/portal/web/Visit.h"
#include "pipeline/Error.h"

namespace balalyk::web {

// 8 letters and digits that are not taken for each other on the telephone.
std::string newTroubleNumber();

// A form that could not be worked on, to be sent again as it was.
struct FormAgain {
  std::string address;
  Values fields;
  bool inParts = false;  // multipart/form-data
  std::string file;      // the name of the file's field: it has to be chosen again; empty: there was none
};

// What went wrong, why and what to do: a page, or problem+json (RFC 9457) for a program. `number`: under which the log
// has it; empty where it has not.
Response errorAnswer(Visit& visit, int status, const Problem& problem, const std::string& number,
                     const FormAgain* again = nullptr);

// Without views, catalogue and database, for when one of those is the trouble.
Response bareErrorAnswer(int status, const std::string& number);

}  // namespace balalyk::web
