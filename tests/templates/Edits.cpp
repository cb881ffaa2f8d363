#include "Edits.h"

namespace balalyk {

std::string field(const std::string& name) {
  return "<text:user-field-get text:name=\"" + name + "\">[" + name + "]</text:user-field-get>";
}

std::string paragraph(const std::string& content) {
  return "<text:p text:style-name=\"Text_20_body\">" + content + "</text:p>";
}

std::string textStyle(const std::string& name, const std::string& properties) {
  return "<style:style style:name=\"" + name + "\" style:family=\"text\"><style:text-properties " + properties +
         "/></style:style>";
}

std::string graphicStyle(const std::string& name, const std::string& properties) {
  return "<style:style style:name=\"" + name + "\" style:family=\"graphic\"><style:graphic-properties " + properties +
         "/></style:style>";
}

Edit styledName(const std::string& properties) {
  return [=](EditedTemplate& one) {
    const auto name = field("child.fullName");
    one.style(textStyle("Tname", properties))
        .replaceAll(kContentPart, name, "<text:span text:style-name=\"Tname\">" + name + "</text:span>");
  };
}

}  // namespace balalyk
