#include "pipeline/domain/PersonName.h"

namespace balalyk {

std::string PersonName::full() const {
  std::string text;
  for (const auto* part : {&surname, &givenName, &patronymic}) {
    if (part->empty()) continue;
    if (!text.empty()) text += ' ';
    text += *part;
  }
  return text;
}

}  // namespace balalyk
