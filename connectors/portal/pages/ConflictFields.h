#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/portal/web/Values.h"
#include "connectors/portal/web/ViewData.h"

// What a form had when it was opened, sent along as hidden fields: the first of a conflict's three columns.
namespace balalyk {

void addBefore(std::vector<web::ViewData>& fields, std::string_view name, const std::string& value);
std::vector<web::ViewData> sentBefore(const web::Values& sent);  // as they came, to be sent along once more
std::string before(const web::Values& sent, std::string_view name);
std::vector<std::string> allBefore(const web::Values& sent, std::string_view name);

}  // namespace balalyk
