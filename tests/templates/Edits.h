#pragma once

#include <functional>
#include <string>

#include "EditedTemplate.h"

namespace balalyk {

// What edits of a template are made of.
inline const std::string kContentPart = "content.xml";

std::string field(const std::string& name);
std::string paragraph(const std::string& content);
std::string textStyle(const std::string& name, const std::string& properties);
std::string graphicStyle(const std::string& name, const std::string& properties);

using Edit = std::function<void(EditedTemplate&)>;
// The child's name in letters of that style.
Edit styledName(const std::string& properties);

}  // namespace balalyk
