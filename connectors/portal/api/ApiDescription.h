#pragma once

#include <string_view>

namespace balalyk {

// openapi.yaml beside this file, as it is served at /api/v1/openapi.yaml.
std::string_view apiDescription();

}  // namespace balalyk
