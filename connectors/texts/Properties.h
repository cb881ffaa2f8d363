#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace balalyk {

struct Property {
  std::string key;
  std::string value;
  int line = 0;  // counted from 1
};

// Reads «key = value» lines in UTF-8; a line that begins with # is a comment, a line that ends with \ continues in the
// next one, whose leading blanks are dropped. Nothing else is special. Unlike Poco's reader it keeps the line of each
// key and refuses what it cannot read. Throws Error propertiesUnreadable{file, line}, propertyTwice{file, line, key},
// textNotUtf8{file}.
std::vector<Property> parseProperties(std::string_view text, const std::string& file);

}  // namespace balalyk
