#include "pipeline/domain/TypedReason.h"

#include "pipeline/domain/Text.h"

namespace balalyk {

std::string typedReason(std::string_view text) {
  return normaliseText(withoutInvisibleMarks(text));
}

}  // namespace balalyk
