#pragma once

#include "connectors/database/session/JsonText.h"
#include "connectors/database/session/SqlSession.h"
#include "pipeline/ports/Permission.h"

namespace balalyk {

// A permission as values of a statement: $1 everywhere, $2 commissions, $3 kindergartens (where they count).
inline SqlValue everywhereOf(const Permission& by) {
  return std::int64_t{by.everywhere ? 1 : 0};
}
inline SqlValue commissionsOf(const Permission& by) {
  return jsonTexts(by.commissions);
}
inline SqlValue kindergartensOf(const Permission& by) {
  return jsonTexts(by.kindergartens);
}

}  // namespace balalyk
