#pragma once

#include <map>
#include <string>

#include "TestDatabase.h"

namespace balalyk::tests {

// Makes a view of the portal show something else: these columns are given by these expressions, and of its rows those
// that `rows` says ("FROM shown", "FROM shown UNION ALL …"). "shown" is the view as it was.
void showInstead(TestDatabase& test, const std::string& view, const std::map<std::string, std::string>& columns,
                 const std::string& rows = "FROM shown");

}  // namespace balalyk::tests
