#pragma once

#include <map>
#include <string>
#include <vector>

namespace balalyk {

// What a record puts into a template: one flat view of it in one language. Names are those of the template contract.
// All text is UTF-8, NFC. A field that is absent or empty hides its `when` section; a boolean is "true" or "".
struct FieldValues {
  using Row = std::map<std::string, std::string>;  // column -> text

  std::map<std::string, std::string> fields;      // "child.fullName" -> text; long text keeps its '\n'
  std::map<std::string, std::vector<Row>> lists;  // "attendees" -> rows, in the order shown
  std::map<std::string, std::string> images;      // "verifyQr" -> PNG bytes

  bool operator==(const FieldValues&) const = default;
};

}  // namespace balalyk
