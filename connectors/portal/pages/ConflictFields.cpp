#include "connectors/portal/pages/ConflictFields.h"

namespace balalyk {
namespace {

constexpr std::string_view kBefore = "was.";

std::string fieldOf(std::string_view name) {
  return std::string(kBefore) + std::string(name);
}

}  // namespace

void addBefore(std::vector<web::ViewData>& fields, std::string_view name, const std::string& value) {
  web::ViewData item;
  fields.push_back(item.text("name", fieldOf(name)).text("value", value));
}

std::vector<web::ViewData> sentBefore(const web::Values& sent) {
  std::vector<web::ViewData> fields;
  for (const auto& [name, value] : sent)
    if (name.starts_with(kBefore)) addBefore(fields, std::string_view(name).substr(kBefore.size()), value);
  return fields;
}

std::string before(const web::Values& sent, std::string_view name) {
  return sent.first(fieldOf(name));
}

std::vector<std::string> allBefore(const web::Values& sent, std::string_view name) {
  return sent.all(fieldOf(name));
}

}  // namespace balalyk
