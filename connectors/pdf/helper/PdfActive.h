#pragma once

#include <optional>
#include <string>
#include <vector>

class QPDFObjectHandle;

namespace balalyk {

// What is active: "script", "launch", "attachment", "media" or "change", which is what shows another page.
using Active = std::optional<std::string>;

// The first active thing in these objects and the direct objects inside them; what they refer to is among them too.
Active activeAmong(const std::vector<QPDFObjectHandle>& objects);

}  // namespace balalyk
